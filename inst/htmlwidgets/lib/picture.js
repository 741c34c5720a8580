// The model at one epoch: a curve through points, a coloured plane, or fitted against observed values.
(function (draw) {
  "use strict";
  if (draw.picture) return;

  var groups = ["first", "second", "third", "fourth", "fifth", "sixth"];
  function group(k) { return groups[k % groups.length]; }

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

  // Orange below the middle of lo and hi, blue above, the paper's colour in the middle.
  function diverging(node, lo, hi, strength) {
    var low = draw.rgb(draw.colour(node, "minus")), high = draw.rgb(draw.colour(node, "plus"));
    var paper = draw.rgb(draw.colour(node, "paper")), grey = draw.rgb(draw.colour(node, "grid"));
    return function (v) {
      if (!isFinite(v)) return grey;
      var share = Math.max(-1, Math.min(1, 2 * (v - lo) / (hi - lo) - 1));
      return mix(paper, share < 0 ? low : high, Math.abs(share) * strength);
    };
  }

  draw.heat = function (node, values, side, lo, hi) {
    return image(values, side, diverging(node, lo, hi, 0.95));
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
    var box = axes.box, side = data.side, several = !!data.winner;
    var picture = draw.svg("image", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top,
                                      preserveAspectRatio: "none" }, axes.area);
    var line = draw.svg("path", { "class": "descent-contour" }, axes.area);
    var cell = [(box.right - box.left) / side, (box.bottom - box.top) / side];
    var x = function (c) { return box.left + (c + 0.5) * cell[0]; }, y = function (r) { return box.bottom - (r + 0.5) * cell[1]; };
    var colours = diverging(svg, data.plane.lo, data.plane.hi, 0.75), solid = diverging(svg, data.plane.lo, data.plane.hi, 1);
    var paper = draw.rgb(draw.colour(svg, "paper"));
    var classes = several && data.classes.map(function (name, k) { return draw.rgb(draw.colour(svg, group(k))); });
    data.points.x.forEach(function (value, i) {
      var z = data.points.z[i], rgb = several ? classes[z] : solid(z);
      draw.svg("circle", { cx: axes.x(value), cy: axes.y(data.points.y[i]), r: 3.6, "class": "descent-point",
                           fill: "rgb(" + rgb.map(Math.round).join(",") + ")" }, axes.area);
    });
    if (data.held) data.held.x.forEach(function (value, i) {
      draw.svg("circle", { cx: axes.x(value), cy: axes.y(data.held.y[i]), r: 5.5, "class": "descent-held" }, axes.area);
    });
    return function (frame) {
      var values = draw.unpack(data.plane, frame);
      if (several) {
        var winners = draw.unpack(data.winner, frame).map(Math.round), least = 1 / data.classes.length;
        picture.setAttribute("href", image(values, side, function (v, i) {
          if (!isFinite(v)) return paper;
          return mix(paper, classes[winners[i]], 0.15 + 0.5 * Math.max(0, (v - least) / (1 - least)));
        }));
        return;
      }
      picture.setAttribute("href", image(values, side, colours));
      if (data.contour !== undefined && data.contour !== null) {
        line.setAttribute("d", contour(values, side, data.contour, x, y));
      }
    };
  }

  function curve(svg, width, height, data) {
    var shares = data.shares, upper = shares ? Math.round(height * 0.6) : height;
    var axes = draw.axes(svg, width, upper, { xlim: data.xlim, ylim: data.ylim, xlab: shares ? "" : data.xlab, ylab: data.ylab });
    var x = data.x.map(axes.x), several = data.curves.length > 1;
    data.points.y.forEach(function (ys, k) {
      ys.forEach(function (value, i) {
        draw.svg("circle", { cx: axes.x(data.points.x[i]), cy: axes.y(value), r: 3.2,
                             "class": "descent-point descent-data" + (several ? " descent-" + group(k) : "") }, axes.area);
      });
    });
    var lines = data.curves.map(function (packed, k) {
      return draw.svg("path", { "class": "descent-line descent-curve descent-" + group(several ? k : 1) }, axes.area);
    });
    var parts = [], lower;
    if (shares) {
      var panel = draw.svg("g", { transform: "translate(0," + upper + ")" }, svg);
      lower = draw.axes(panel, width, height - upper, { xlim: data.xlim, ylim: shares.ylim, xlab: data.xlab, ylab: "Units" });
      parts = shares.units.map(function (packed, k) {
        return draw.svg("path", { "class": "descent-line descent-share descent-" + group(k) }, lower.area);
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

  function observed(svg, width, height, data) {
    var n = data.classes && data.classes.length;
    var axes = draw.axes(svg, width, height, {
      xlim: n ? [-0.6, n - 0.4] : data.ylim, ylim: data.ylim, xlab: data.xlab, ylab: data.ylab,
      xticks: n ? data.classes.map(function (name, k) { return [k, draw.shorten(name, 12)]; }) : undefined
    });
    // points of a class stand side by side
    var beside = function (i) { return ((i * 0.618034) % 1 - 0.5) * 0.7; };
    if (!n) draw.svg("line", { x1: axes.x(data.ylim[0]), x2: axes.x(data.ylim[1]), y1: axes.y(data.ylim[0]), y2: axes.y(data.ylim[1]), "class": "descent-exact" }, axes.area);
    var dots = data.observed.map(function (value, i) {
      var k = n ? value : data.group[i];
      var dot = draw.svg("circle", { r: 3.2, "class": "descent-point descent-data" + (n || data.names ? " descent-" + group(k) : "") }, axes.area);
      if (n) dot.setAttribute("cx", axes.x(value + beside(i))); else dot.setAttribute("cy", axes.y(value));
      return dot;
    });
    return function (frame) {
      draw.unpack(data.fitted, frame).forEach(function (value, i) {
        dots[i].style.display = isFinite(value) ? "" : "none";
        if (isFinite(value)) dots[i].setAttribute(n ? "cy" : "cx", n ? axes.y(value) : axes.x(value));
      });
    };
  }

  draw.picture = function (svg, width, height, data) {
    return { curve: curve, plane: plane, observed: observed }[data.type](svg, width, height, data);
  };

  draw.pictureTitle = function (data) {
    if (data.type === "plane") return "Predicted " + data.zlab;
    if (data.type === "observed") return data.classes ? "Fitted probabilities" : "Observed against fitted";
    return data.shares ? "The curve, and what each unit adds" : "The model through the points";
  };

  // What the colours mean, for the caption: pairs of a class of the style sheet and a text.
  draw.pictureKey = function (data) {
    if (data.winner) return data.classes.map(function (name, k) { return [group(k), name]; });
    if (data.type === "plane" && data.classes) return [["minus", data.classes[0]], ["plus", data.classes[1]]];
    if (data.type === "plane") return [["minus", draw.number(data.plane.lo, 3)], ["plus", draw.number(data.plane.hi, 3)]];
    var names = data.names || [];
    return names.length > 1 ? names.map(function (name, k) { return [group(k), name]; }) : [];
  };
})(window.descentDraw);
