// The model at one epoch: a curve through points, a coloured plane, or fitted against observed values.
(function (draw) {
  "use strict";
  if (draw.picture) return;

  var groups = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];
  function group(k) { return groups[k % groups.length]; }

  // The data's signs: circle, cross and so on, one per class; open where a row was held out to validate.
  var signs = { 2: ["circle", "cross"], more: ["circle", "triangle", "square", "diamond", "down", "plus", "star", "cross"] };
  draw.sign = function (k, n) { var list = n === 2 ? signs[2] : signs.more; return list[k % list.length]; };

  var shapes = {
    cross: "M-1,-1L1,1M-1,1L1,-1", plus: "M-1.2,0L1.2,0M0,-1.2L0,1.2", triangle: "M0,-1.2L1.1,0.8L-1.1,0.8Z",
    down: "M0,1.2L1.1,-0.8L-1.1,-0.8Z", square: "M-0.9,-0.9H0.9V0.9H-0.9Z", diamond: "M0,-1.25L1.25,0L0,1.25L-1.25,0Z",
    star: "M-1,-1L1,1M-1,1L1,-1M-1.2,0L1.2,0M0,-1.2L0,1.2", circle: "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z"
  };
  draw.mark = function (parent, sign, x, y, size, attributes) {
    var scaled = shapes[sign].replace(/-?[0-9.]+/g, function (v) { return Number((Number(v) * size).toFixed(2)); });
    // the flags of the circle's arcs are no lengths
    if (sign === "circle") scaled = "M" + size + ",0A" + size + "," + size + ",0,1,1," + -size + ",0A" + size + "," + size + ",0,1,1," + size + ",0Z";
    return draw.svg("path", Object.assign({ d: scaled, transform: "translate(" + x + "," + y + ")" }, attributes), parent);
  };

  function image(values, side, colour) {
    var canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    var context = canvas.getContext("2d"), pixels = context.createImageData(side, side);
    for (var i = 0; i < values.length; i++) {
      // the first value stands at the lower left, the first pixel at the upper left
      var at = 4 * ((side - 1 - Math.floor(i / side)) * side + i % side), rgb = colour(values[i], i);
      pixels.data[at] = rgb[0];
      pixels.data[at + 1] = rgb[1];
      pixels.data[at + 2] = rgb[2];
      pixels.data[at + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
    return canvas.toDataURL();
  }

  function mix(a, b, share) {
    return [0, 1, 2].map(function (i) { return a[i] + (b[i] - a[i]) * share; });
  }

  // A scale of colours from lo to hi; the colours are those of the base picture.
  function ramp(colours, lo, hi, missing) {
    var rgb = colours.map(draw.rgb), last = rgb.length - 1;
    return function (v) {
      if (!isFinite(v)) return missing;
      var at = Math.max(0, Math.min(1, (v - lo) / (hi - lo))) * last, k = Math.min(last - 1, Math.floor(at));
      return mix(rgb[k], rgb[k + 1], at - k);
    };
  }

  // Orange below the middle of lo and hi, blue above, for the small maps of units.
  draw.heat = function (node, values, side, lo, hi) {
    var ends = [draw.colour(node, "minus"), draw.colour(node, "paper"), draw.colour(node, "plus")];
    return image(values, side, ramp(ends, lo, hi, draw.rgb(draw.colour(node, "grid"))));
  };

  // The line along which the values are `level`: marching squares over the centres of the cells.
  function contour(values, side, level, x, y) {
    var text = "";
    for (var r = 0; r < side - 1; r++) {
      for (var c = 0; c < side - 1; c++) {
        var v = [values[r * side + c], values[r * side + c + 1], values[(r + 1) * side + c + 1], values[(r + 1) * side + c]];
        if (!v.every(isFinite)) continue;
        var corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]], cuts = [];
        for (var k = 0; k < 4; k++) {
          var a = v[k] - level, b = v[(k + 1) % 4] - level;
          if ((a < 0) === (b < 0)) continue;
          var p = corners[k], q = corners[(k + 1) % 4], t = a / (a - b);
          cuts.push([x(p[0] + t * (q[0] - p[0])), y(p[1] + t * (q[1] - p[1]))]);
        }
        for (var s = 0; s + 1 < cuts.length; s += 2) {
          text += "M" + cuts[s][0].toFixed(1) + "," + cuts[s][1].toFixed(1) + "L" + cuts[s + 1][0].toFixed(1) + "," + cuts[s + 1][1].toFixed(1);
        }
      }
    }
    return text;
  }

  function plane(svg, width, height, data) {
    var axes = draw.axes(svg, width, height, { xlim: data.xlim, ylim: data.ylim, xlab: data.xlab, ylab: data.ylab });
    var box = axes.box, side = data.side, white = [255, 255, 255], grey = [200, 200, 200];
    var picture = draw.svg("image", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top,
                                      preserveAspectRatio: "none", "class": "descent-plane" }, axes.area);
    var line = draw.svg("path", { "class": "descent-contour" }, axes.area);
    var cell = [(box.right - box.left) / side, (box.bottom - box.top) / side];
    var x = function (c) { return box.left + (c + 0.5) * cell[0]; }, y = function (r) { return box.bottom - (r + 0.5) * cell[1]; };
    var n = data.classes && data.classes.length, own = (data.colours || []).map(draw.rgb);
    var values = n ? null : ramp(data.ramp, data.plane.lo, data.plane.hi, grey), held = {}, unit = null, now = 0;
    (data.held || []).forEach(function (i) { held[i] = true; });
    data.points.x.forEach(function (value, i) {
      var px = axes.x(value), py = axes.y(data.points.y[i]), out = held[i] ? " descent-out" : "", kind = "descent-sign" + (held[i] ? " descent-held" : "") + out;
      if (!n) {
        var fill = "rgb(" + values(data.z[i]).map(Math.round).join(",") + ")";
        draw.mark(axes.area, "circle", px, py, 4, { "class": kind + " descent-value", fill: fill });
        return;
      }
      var sign = draw.sign(data.z[i], n);
      draw.mark(axes.area, sign, px, py, 3.6, { "class": "descent-ground" + out });
      draw.mark(axes.area, sign, px, py, 3.6, { "class": kind, stroke: data.colours[data.z[i] % data.colours.length] });
    });
    // In steps: the class alone, or five values.
    function discrete(v) {
      if (!data.discrete || data.winner) return v;
      var lo = data.plane.lo, hi = data.plane.hi, steps = n ? 1 : 4;
      return lo + Math.min(1, Math.max(0, Math.round((v - lo) / (hi - lo) * steps) / steps)) * (hi - lo);
    }
    function show(frame) {
      now = frame;
      var cells = draw.unpack(data.plane, frame), colour = values;
      if (data.winner) {
        var winners = draw.unpack(data.winner, frame).map(Math.round), least = 1 / n;
        colour = function (v, i) {
          var share = data.discrete ? 0.5 : Math.min(1, Math.max(0, (v - least) / (1 - least)));
          return isFinite(v) ? mix(white, own[winners[i] % own.length], 0.1 + 0.4 * share) : grey;
        };
      } else if (n) {
        var shade = ramp(data.ramp, data.plane.lo, data.plane.hi, white);
        colour = function (v) { return mix(white, shade(v), 0.55); };
      }
      picture.setAttribute("href", unit ? draw.heat(svg, draw.unpack(unit.map, frame), unit.side, unit.map.lo, unit.map.hi) :
        image(cells.map(discrete), side, colour));
      if (data.contour !== undefined && data.contour !== null) {
        line.setAttribute("d", unit ? "" : contour(cells, side, data.contour, x, y));
      }
    }
    // Shows what a unit gives in place of what the network gives; nothing: the network again.
    show.unit = function (map, size) {
      unit = map ? { map: map, side: size } : null;
      show(now);
    };
    return show;
  }

  function curve(svg, width, height, data) {
    var shares = data.shares, upper = shares ? Math.round(height * 0.6) : height;
    var axes = draw.axes(svg, width, upper, { xlim: data.xlim, ylim: data.ylim, xlab: shares ? "" : data.xlab, ylab: data.ylab });
    var x = data.x.map(axes.x), several = data.curves.length > 1, held = {};
    (data.held || []).forEach(function (i) { held[i] = true; });
    data.points.y.forEach(function (ys, k) {
      ys.forEach(function (value, i) {
        draw.svg("circle", { cx: axes.x(data.points.x[i]), cy: axes.y(value), r: 3.2,
                             "class": "descent-point descent-data" + (held[i] ? " descent-open descent-out" : "") +
                               (several ? " descent-" + group(k) : "") }, axes.area);
      });
    });
    var lines = data.curves.map(function (packed, k) {
      return draw.svg("path", { "class": "descent-line descent-curve descent-" + (several ? group(k) : "ink") }, axes.area);
    });
    var parts = [], lower;
    if (shares) {
      var panel = draw.svg("g", { transform: "translate(0," + upper + ")" }, svg);
      lower = draw.axes(panel, width, height - upper, { xlim: data.xlim, ylim: shares.ylim, xlab: data.xlab, ylab: shares.ylab });
      parts = shares.units.map(function (packed, k) {
        var named = shares.colours.indexOf(k);
        var path = draw.svg("path", { "class": "descent-line descent-share descent-" + (named < 0 ? "rest" : group(named)) }, lower.area);
        draw.svg("title", {}, path, shares.names[k]);
        return path;
      });
    }
    return function (frame) {
      lines.forEach(function (path, k) {
        path.setAttribute("d", draw.path(x, draw.unpack(data.curves[k], frame).map(axes.y)));
      });
      parts.forEach(function (path, k) {
        path.setAttribute("d", draw.path(data.x.map(lower.x), draw.unpack(shares.units[k], frame).map(lower.y)));
      });
    };
  }

  function fitted(svg, width, height, data) {
    var n = data.classes && data.classes.length, held = {};
    (data.held || []).forEach(function (i) { held[i] = true; });
    // every class keeps its name, shortened where there is no room
    var letters = Math.max(3, Math.floor((width - 60) / Math.max(1, n) / 7.8));
    var axes = draw.axes(svg, width, height, {
      xlim: n ? [-0.6, n - 0.4] : data.ylim, ylim: data.ylim, xlab: data.xlab, ylab: data.ylab,
      xticks: n ? data.classes.map(function (name, k) { return [k, draw.shorten(name, letters)]; }) : undefined
    });
    // points of a class stand side by side
    var beside = function (i) { return ((i * 0.618034) % 1 - 0.5) * 0.5; };
    if (!n) draw.svg("line", { x1: axes.x(data.ylim[0]), x2: axes.x(data.ylim[1]), y1: axes.y(data.ylim[0]), y2: axes.y(data.ylim[1]), "class": "descent-exact" }, axes.area);
    if (data.level) draw.svg("line", { x1: axes.box.left, x2: axes.box.right, y1: axes.y(data.level), y2: axes.y(data.level), "class": "descent-exact" }, axes.area);
    var dots = data.observed.map(function (value, i) {
      var k = n ? value : data.group[i];
      var own = n ? (n === 2 ? ["minus", "plus"][k] : group(k)) : data.names ? group(k) : "first";
      return draw.svg("circle", { r: 3.2, cx: axes.x(n ? value + beside(i + 1) : value),
                                  "class": "descent-point descent-data descent-" + own + (held[i] ? " descent-open descent-out" : "") }, axes.area);
    });
    return function (frame) {
      draw.unpack(data.fitted, frame).forEach(function (value, i) {
        dots[i].style.display = isFinite(value) ? "" : "none";
        if (isFinite(value)) dots[i].setAttribute("cy", axes.y(value));
      });
    };
  }

  draw.picture = function (svg, width, height, data) {
    return { curve: curve, plane: plane, observed: fitted }[data.type](svg, width, height, data);
  };

  draw.pictureTitle = function (data) { return data.title; };

  // What the colours and signs mean, for the caption: pairs of a class of the style sheet and a text, and a sign.
  draw.pictureKey = function (data) {
    var pairs = [], n = data.classes && data.classes.length;
    if (data.type === "plane" && n) {
      pairs = data.classes.map(function (name, k) {
        return ["own", name, draw.sign(k, n), data.colours[k % data.colours.length]];
      });
    } else if (data.type === "plane") {
      pairs = [["low", draw.number(data.plane.lo, 3)], ["high", draw.number(data.plane.hi, 3)]];
    } else if (data.shares) {
      pairs = data.shares.colours.map(function (k, i) { return [group(i), data.shares.names[k]]; });
    } else if (data.type !== "observed" || !n) {
      pairs = (data.names || []).length > 1 ? data.names.map(function (name, k) { return [group(k), name]; }) : [];
    }
    if (data.held && data.held.length) {
      pairs = pairs.concat([data.type === "plane" && n ? ["remark", "paler: held out"] : ["held", "held out"]]);
    }
    return pairs;
  };
})(window.descentDraw);
