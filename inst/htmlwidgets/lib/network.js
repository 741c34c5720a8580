// The network: units in columns, one line per weight: its width shows the size, its colour the sign.
(function (draw) {
  "use strict";
  if (draw.network) return;

  // Where each unit stands.
  function arrange(data, width, height) {
    var columns = data.columns, last = columns.length - 1, letters = width < 380 && last > 1 ? 9 : 12;
    var most = Math.max.apply(null, columns.map(function (c) { return c.units.length + (c.more > 0) + (c.bias ? 1 : 0); }));
    var label = function (units) {
      return Math.max.apply(null, units.map(function (u) { return Math.min(u.length, letters); }).concat(1)) * 7.4 + 8;
    };
    var radius = Math.max(5, Math.min(17, (height - 24) / most / 2 - 3, width / (columns.length * 5)));
    var left = Math.max(22, label(columns[0].units)) + radius, right = label(columns[last].units) + radius;
    var places = columns.map(function (column, l) {
      var x = last === 0 ? width / 2 : left + (width - left - right) * l / last;
      var slots = column.units.length + (column.more > 0 ? 1 : 0) + (column.bias ? 1 : 0);
      var gap = Math.min((height - 24) / slots, 64), top = height / 2 - gap * (slots - 1) / 2, next = 0;
      var place = function () { return { x: x, y: top + gap * next++, r: radius }; };
      // of a wide layer the last three stand below the mark for those that are not drawn; the bias is the lowest
      var units = [], more = null;
      column.units.forEach(function (unit, k) {
        if (column.more > 0 && k === column.units.length - 3) more = place();
        units.push(place());
      });
      return { units: units, more: more, bias: column.bias ? place() : null };
    });
    places.r = radius;
    places.letters = letters;
    return places;
  }

  // data: columns, layer, from (-1 is the bias), to, weights (one row per frame), widths (what the size of each weight is
  // multiplied by, to lie between 0 and 1), maps (of picture) or nothing.
  // Returns show(frame).
  draw.network = function (svg, width, height, data, maps) {
    var places = arrange(data, width, height), last = places.length - 1, n = data.layer.length;
    var lines = draw.svg("g", { opacity: n > 60 ? 0.65 : 1 }, svg), now = 0;
    var few = last === 1 && data.columns[1].units.length === 1 && n <= 9;  // room for the weights as numbers
    var thickest = Math.max(2, Math.min(6, 0.45 * places.r));
    var edges = [], labels = [];
    for (var e = 0; e < n; e++) (function (e) {
      var from = data.from[e] < 0 ? places[data.layer[e]].bias : places[data.layer[e]].units[data.from[e]];
      var to = places[data.layer[e] + 1].units[data.to[e]];
      var line = draw.svg("line", { x1: from.x + from.r, y1: from.y, x2: to.x - to.r, y2: to.y, "class": "descent-edge" }, lines);
      var hint = draw.svg("title", {}, line);
      line.addEventListener("pointerenter", function () { hint.textContent = name(e) + ": " + draw.number(data.weights[now][e], 6); });
      edges.push(line);
      if (few) {
        labels.push(draw.svg("text", { x: from.x + 0.42 * (to.x - from.x), y: from.y + 0.42 * (to.y - from.y) - 4,
                                       "text-anchor": "middle", "class": "descent-halo descent-weight" }, svg));
      }
    })(e);
    function name(e) {
      var c = data.columns, from = data.from[e] < 0 ? "bias" : c[data.layer[e]].units[data.from[e]];
      return from + " \u2192 " + c[data.layer[e] + 1].units[data.to[e]];
    }

    var images = [];
    places.forEach(function (place, l) {
      var column = data.columns[l];
      if (place.bias) {
        draw.svg("rect", { x: place.bias.x - place.bias.r * 0.75, y: place.bias.y - place.bias.r * 0.75,
                           width: place.bias.r * 1.5, height: place.bias.r * 1.5, rx: 2, "class": "descent-unit descent-bias" }, svg);
        draw.svg("text", { x: place.bias.x, y: place.bias.y + 4, "text-anchor": "middle" }, svg, "1");
      }
      place.units.forEach(function (unit, k) {
        var map = maps && maps.layers[l] && maps.layers[l][k];
        if (map) {
          var image = draw.svg("image", { x: unit.x - unit.r, y: unit.y - unit.r, width: 2 * unit.r, height: 2 * unit.r,
                                          preserveAspectRatio: "none" }, svg);
          draw.svg("rect", { x: unit.x - unit.r, y: unit.y - unit.r, width: 2 * unit.r, height: 2 * unit.r, rx: 2,
                             "class": "descent-unit descent-window" }, svg);
          images.push({ image: image, map: map, fixed: l === 0, drawn: false });
        } else {
          draw.svg("circle", { cx: unit.x, cy: unit.y, r: unit.r, "class": "descent-unit" }, svg);
        }
        var text = draw.shorten(column.units[k], places.letters), node;
        if (l === 0) {
          node = draw.svg("text", { x: unit.x - unit.r - 5, y: unit.y + 4, "text-anchor": "end" }, svg, text);
        } else if (l === last) {
          node = draw.svg("text", { x: unit.x + unit.r + 5, y: unit.y + 4 }, svg, text);
        } else if (unit.r >= 11 && !map && text.length <= 3) {
          node = draw.svg("text", { x: unit.x, y: unit.y + 4, "text-anchor": "middle" }, svg, text);
        }
        if (node) draw.svg("title", {}, node, column.units[k]);
      });
      if (place.more) {
        var note = draw.svg("text", { x: place.more.x, y: place.more.y + 4, "text-anchor": "middle", "class": "descent-halo" }, svg,
                            "+" + draw.grouped(column.more));
        draw.svg("title", {}, note, draw.grouped(column.more) + " more units");
      }
    });

    return function (frame) {
      now = frame;
      data.weights[frame].forEach(function (w, e) {
        var known = w !== null && isFinite(w), size = known ? Math.min(1, Math.abs(w) * data.widths[e]) : 0;
        if (data.from[e] < 0) size /= 2;
        edges[e].setAttribute("stroke-width", Math.max(0.6, thickest * size).toFixed(2));
        edges[e].setAttribute("stroke-opacity", (0.25 + 0.75 * size).toFixed(2));
        edges[e].setAttribute("data-sign", !known ? "none" : w > 0 ? "plus" : w < 0 ? "minus" : "zero");
        if (few) labels[e].textContent = draw.number(w, 4);
      });
      images.forEach(function (i) {
        if (i.fixed && i.drawn) return;
        i.drawn = true;
        i.image.setAttribute("href", draw.heat(svg, draw.unpack(i.map, frame), maps.side, i.map.lo, i.map.hi));
      });
    };
  };
})(window.descentDraw);
