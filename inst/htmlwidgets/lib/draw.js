// What the pictures of replay() and playground() share: SVG elements, scales, axes, packed numbers, the error curve.
// No library is used, so that a page works without a network connection.
window.descentDraw = window.descentDraw || (function () {
  "use strict";
  var draw = {};

  draw.svg = function (name, attributes, parent, text) {
    var node = document.createElementNS("http://www.w3.org/2000/svg", name);
    draw.set(node, attributes);
    if (text !== undefined) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  };

  draw.set = function (node, attributes) {
    for (var key in attributes) node.setAttribute(key, attributes[key]);
  };

  draw.html = function (name, attributes, parent, text) {
    var node = document.createElement(name);
    draw.set(node, attributes);
    if (text !== undefined) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  };

  // A colour of the style sheet, which knows about light and dark.
  draw.colour = function (node, name) {
    return getComputedStyle(node).getPropertyValue("--descent-" + name).trim();
  };

  draw.rgb = function (hex) {
    return [1, 3, 5].map(function (i) { return parseInt(hex.substr(i, 2), 16); });
  };

  draw.number = function (value, digits) {
    if (value === null || value === undefined || !isFinite(value)) return "not a number";
    if (value === 0) return "0";
    var size = Math.abs(value);
    var text = size < 1e-4 || size >= 1e6 ? value.toExponential(2).replace(/\.?0+e/, "e") :
      String(Number(value.toPrecision(digits || 4)));
    return text.replace("e+", "e").replace(/-/g, "\u2212");
  };

  draw.grouped = function (count) {
    return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
  };

  // Labels of ticks as plot() writes them: all with as many decimals, thousands apart.
  draw.tickLabels = function (at) {
    var size = Math.max.apply(null, at.map(Math.abs).concat(0));
    if (size >= 1e7 || (size < 1e-4 && size > 0)) return at.map(function (v) { return draw.number(v, 6); });
    var decimals = Math.max.apply(null, at.map(function (v) {
      return (String(Number(v.toPrecision(7))).split(".")[1] || "").length;
    }).concat(0));
    return at.map(function (v) {
      var parts = Math.abs(v).toFixed(decimals).split(".");
      return (v < 0 ? "\u2212" : "") + draw.grouped(parts[0]) + (parts[1] ? "." + parts[1] : "");
    });
  };

  // Powers of ten where a logarithmic axis spans many.
  function logLabels(at) {
    var powers = at.map(function (v) { return Math.round(Math.log10(v)); });
    var exact = at.every(function (v, i) { return Math.abs(v / Math.pow(10, powers[i]) - 1) < 1e-9; });
    if (!exact || (Math.max.apply(null, powers) <= 4 && Math.min.apply(null, powers) >= -3)) {
      return at.map(function (v) { return draw.tickLabels([v])[0]; });
    }
    var high = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
    return powers.map(function (k) {
      return "10" + String(k).replace("-", "\u207b").replace(/[0-9]/g, function (d) { return high[d]; });
    });
  }

  // A key: entries [class of the style sheet, text, sign, colour]; the last two where data have signs of their own.
  draw.key = function (list, entries) {
    list.textContent = "";
    entries.slice(0, 10).forEach(function (entry) {
      var item = draw.html("li", { "class": "descent-" + entry[0] }, list);
      if (entry[2]) {
        var mark = draw.svg("svg", { viewBox: "-6 -6 12 12", width: 13, height: 13, "aria-hidden": "true" }, item);
        draw.mark(mark, entry[2], 0, 0, 4, { "class": "descent-sign", stroke: entry[3] });
      }
      item.appendChild(document.createTextNode(entry[1]));
    });
  };

  // The middle goes, since names often differ at their ends.
  draw.shorten = function (text, most) {
    if (text.length <= most) return text;
    return text.slice(0, Math.ceil((most - 1) / 2)) + "\u2026" + text.slice(text.length - Math.floor((most - 1) / 2));
  };

  // Packed numbers (see pack() in replay.R): the last code means that there is none.
  var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  var codes = {};
  for (var i = 0; i < 64; i++) codes[alphabet[i]] = i;
  draw.unpack = function (packed, frame) {
    var text = packed.frames[Math.min(frame, packed.frames.length - 1)];
    var wide = packed.letters === 2, n = wide ? text.length / 2 : text.length, missing = wide ? 4095 : 63;
    var values = new Array(n);
    for (var i = 0; i < n; i++) {
      var code = wide ? codes[text[2 * i]] * 64 + codes[text[2 * i + 1]] : codes[text[i]];
      values[i] = code === missing ? NaN : packed.lo + code / (missing - 1) * (packed.hi - packed.lo);
    }
    return values;
  };

  draw.ticks = function (limits, most) {
    var width = limits[1] - limits[0], raw = width / Math.max(1, most), base = Math.pow(10, Math.floor(Math.log10(raw)));
    var step = base * [1, 2, 5, 10].find(function (m) { return m * base >= raw * 0.999; });
    var at = [];
    for (var i = Math.ceil(limits[0] / step - 1e-9); i * step <= limits[1] + step * 1e-9 && at.length < 50; i++) {
      at.push(Number((i * step).toPrecision(12)));
    }
    return at;
  };

  draw.logTicks = function (limits, most) {
    var from = Math.ceil(Math.log10(limits[0]) - 1e-9), to = Math.floor(Math.log10(limits[1]) + 1e-9), at = [];
    var step = Math.max(1, Math.ceil((to - from + 1) / most));
    for (var power = from; power <= to; power += step) at.push(Math.pow(10, power));
    if (at.length > 2) return at;
    at = [];
    for (power = from - 1; power <= to; power++) {
      [1, 2, 5].forEach(function (m) {
        var v = m * Math.pow(10, power);
        if (v >= limits[0] && v <= limits[1]) at.push(Number(v.toPrecision(3)));
      });
    }
    return at;
  };

  // A scale is a function from values to pixels; "log" for logarithmic, "log1" for log(1 + value).
  draw.scale = function (limits, pixels, kind) {
    var f = kind === "log" ? Math.log : kind === "log1" ? Math.log1p : function (v) { return v; };
    var a = f(limits[0]), b = f(limits[1]);
    if (!(b > a)) b = a + 1;
    return function (v) { return pixels[0] + (f(v) - a) / (b - a) * (pixels[1] - pixels[0]); };
  };

  // Frame, ticks and labels of a plot area; returns the scales and where to draw. options: xlim, ylim, xlab, ylab,
  // xkind, ykind, xticks and yticks as [value, label] pairs.
  draw.axes = function (svg, width, height, options) {
    var most = Math.max(2, Math.floor(width / 75)), pairs = function (at, write) {
      var labels = write(at);
      return at.map(function (v, i) { return [v, labels[i]]; });
    };
    var yticks = options.yticks || (options.ykind === "log" ? pairs(draw.logTicks(options.ylim, 5), logLabels) :
      pairs(draw.ticks(options.ylim, Math.max(2, Math.floor(height / 50))), draw.tickLabels));
    var xticks = options.xticks || pairs(options.xkind === "log1" ? [0].concat(draw.logTicks([1, options.xlim[1]], most)) :
      draw.ticks(options.xlim, most), draw.tickLabels);
    var longest = Math.max.apply(null, yticks.map(function (t) { return t[1].length; }).concat(2));
    var box = { left: 26 + 7 * longest, right: width - 14, top: 10, bottom: height - 40 };
    var x = draw.scale(options.xlim, [box.left, box.right], options.xkind);
    var y = draw.scale(options.ylim, [box.bottom, box.top], options.ykind);
    var group = draw.svg("g", { "class": "descent-axes", "aria-hidden": "true" }, svg);
    yticks.forEach(function (t) {
      draw.svg("line", { x1: box.left, x2: box.right, y1: y(t[0]), y2: y(t[0]), "class": "descent-grid" }, group);
      draw.svg("text", { x: box.left - 5, y: y(t[0]) + 4, "text-anchor": "end" }, group, t[1]);
    });
    var free = -Infinity;
    xticks.forEach(function (t) {
      var at = x(t[0]), half = 3.9 * t[1].length;
      draw.svg("line", { x1: at, x2: at, y1: box.bottom, y2: box.bottom + 4, "class": "descent-frame" }, group);
      if (at - half < free) return;
      free = at + half + 6;
      draw.svg("text", { x: Math.min(at, width - half), y: box.bottom + 16, "text-anchor": "middle" }, group, t[1]);
    });
    draw.svg("rect", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top,
                       "class": "descent-frame" }, group);
    draw.svg("text", { x: (box.left + box.right) / 2, y: height - 6, "text-anchor": "middle" }, group,
             draw.shorten(options.xlab, Math.floor((box.right - box.left) / 6.2)));
    draw.svg("text", { transform: "translate(13," + (box.top + box.bottom) / 2 + ") rotate(-90)",
                       "text-anchor": "middle" }, group,
             draw.shorten(options.ylab, Math.floor((box.bottom - box.top) / 6.2)));
    var id = "descent-clip-" + (draw.count = (draw.count || 0) + 1);
    var clip = draw.svg("clipPath", { id: id }, svg);
    draw.svg("rect", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top }, clip);
    return { x: x, y: y, box: box, area: draw.svg("g", { "clip-path": "url(#" + id + ")" }, svg) };
  };

  // A path through the points, broken where a number is missing.
  draw.path = function (xs, ys) {
    var text = "", pen = false;
    for (var i = 0; i < xs.length; i++) {
      if (isFinite(ys[i]) && ys[i] !== null && isFinite(xs[i])) {
        text += (pen ? "L" : "M") + xs[i].toFixed(1) + "," + ys[i].toFixed(1);
        pen = true;
      } else {
        pen = false;
      }
    }
    return text;
  };

  function usable(v, log) { return v !== null && isFinite(v) && (!log || v > 0); }

  // The range of the errors; which axes are logarithmic was decided by R, as for plot().
  function spread(error) {
    var all = error.error.concat(error.validation || []).filter(function (v) { return usable(v, /y/.test(error.log)); });
    return { low: Math.min.apply(null, all), high: Math.max.apply(null, all), none: all.length === 0,
             x: /x/.test(error.log) ? "log1" : "linear", y: /y/.test(error.log) ? "log" : "linear" };
  }

  draw.errorKey = function (error) {
    return error.validation ? [["first descent-solid", "training"], ["second descent-dashed", "validation"]] : [];
  };

  // The error curve, with a dot at the epoch shown. Returns show(frame).
  draw.errorCurve = function (svg, width, height, error, epochs) {
    var kind = spread(error), log = kind.y === "log";
    var ylim = kind.none ? [0, 1] : log ? [kind.low / 1.15, kind.high * 1.15] :
      [kind.low - 0.04 * (kind.high - kind.low), kind.high + 0.06 * (kind.high - kind.low)];
    if (ylim[0] === ylim[1]) ylim = [ylim[0] - Math.abs(ylim[0] || 1) / 2, ylim[1] + Math.abs(ylim[1] || 1) / 2];
    if (!log && kind.low >= 0 && ylim[0] < 0) ylim[0] = 0;
    var last = Math.max(1, error.epoch[error.epoch.length - 1]);
    var axes = draw.axes(svg, width, height, {
      xlim: [0, last], ylim: ylim, xkind: kind.x, ykind: kind.y, xlab: kind.x === "log1" ? "Epoch (log scale)" : "Epoch",
      ylab: log ? "Error (log scale)" : "Error"
    });
    var x = error.epoch.map(axes.x), at = function (v) { return usable(v, log) ? axes.y(v) : NaN; };
    if (error.best !== undefined && error.best !== null) {
      draw.svg("line", { x1: axes.x(error.best), x2: axes.x(error.best), y1: axes.box.top, y2: axes.box.bottom,
                         "class": "descent-best" }, axes.area);
    }
    var line = draw.svg("line", { y1: axes.box.top, y2: axes.box.bottom, "class": "descent-now" }, axes.area);
    var dots = [["validation", "descent-second descent-dashed"], ["error", "descent-first"]].filter(function (pair) {
      return error[pair[0]];
    }).map(function (pair) {
      draw.svg("path", { d: draw.path(x, error[pair[0]].map(at)), "class": "descent-line " + pair[1] }, axes.area);
      return { values: pair[0] === "error" ? error.at : error.at_validation,
               dot: draw.svg("circle", { r: 5.5, "class": "descent-dot " + pair[1].split(" ")[0] }, svg) };
    });
    return function (frame) {
      var px = axes.x(epochs[frame]);
      draw.set(line, { x1: px, x2: px });
      dots.forEach(function (d) {
        var py = at(d.values[frame]);
        d.dot.style.display = isFinite(py) ? "" : "none";
        if (isFinite(py)) draw.set(d.dot, { cx: px, cy: py });
      });
    };
  };

  return draw;
})();
