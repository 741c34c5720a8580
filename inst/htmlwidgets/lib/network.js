// The network: units in columns, one line per weight: its width shows the size, its colour the sign.
(function (draw) {
  "use strict";
  if (draw.network) return;

  // Where each unit stands.
  function arrange(data, width, height) {
    var columns = data.columns, last = columns.length - 1, letters = width < 380 && last > 1 ? 10 : 12;
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

  // Where a line comes from and where it leads to, by name.
  draw.ends = function (data, e) {
    var c = data.columns, from = data.from[e] < 0 ? "bias" : c[data.layer[e]].units[data.from[e]];
    return { layer: data.layer[e] + 1, from: from, to: c[data.layer[e] + 1].units[data.to[e]] };
  };

  // A field in which a weight can be set; set(value) is called when it is done.
  function field(parent, value, label, set) {
    var input = draw.html("input", { type: "number", step: "any", value: value, "class": "descent-set", "aria-label": label }, parent);
    input.addEventListener("change", function () { if (input.value !== "") set(Number(input.value)); });
    return input;
  }

  // The card beside a line: its name and weight, while the pointer rests on the line; a click or a tap keeps it there.
  // read(e) gives the weight; set(e, value), where there is one, is called with a weight set by hand.
  function makeCard(svg, data, read, set) {
    var host = svg.parentNode;
    host.querySelectorAll(".descent-card").forEach(function (old) { old.remove(); });
    var card = draw.html("div", { "class": "descent-card", hidden: "" }, host);
    var shown = null, pinned = false, value, input;
    host.style.position = "relative";
    function hide() {
      shown = null;
      pinned = false;
      card.hidden = true;
    }
    function refresh() {
      if (shown === null) return;
      if (input) {
        if (document.activeElement !== input) input.value = read(shown);
      } else {
        value.textContent = draw.number(read(shown), 6);
      }
    }
    function show(e, at, pin) {
      var ends = draw.ends(data(), e), box = host.getBoundingClientRect();
      shown = e;
      pinned = pin;
      card.textContent = "";
      draw.html("span", {}, card, ends.from + " \u2192 " + ends.to + " ");
      input = pin && set ? field(card, read(e), "Weight from " + ends.from + " to " + ends.to, function (v) { set(e, v); }) : null;
      value = input ? null : draw.html("b", {}, card);
      if (pin) draw.html("button", { type: "button", "aria-label": "Close" }, card, "\u00d7").addEventListener("click", hide);
      refresh();
      card.hidden = false;
      card.style.left = Math.max(0, Math.min(at.clientX - box.left + 8, box.width - card.offsetWidth)) + "px";
      card.style.top = Math.max(0, at.clientY - box.top + 10) + "px";
    }
    card.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); event.stopPropagation(); });
    return {
      over: function (e, event) { if (!pinned) show(e, event, false); },
      out: function () { if (!pinned) hide(); },
      pin: function (e, event) { show(e, event, true); },
      refresh: refresh, node: card
    };
  }

  // All weights that are drawn, as a table inside `details`, which is filled while it is open. set(e, value) or nothing.
  // Returns show(weights).
  draw.weightTable = function (parent, details, data, set) {
    var table = draw.html("table", { "class": "descent-weights" }, parent), cells = null, now = null;
    function build() {
      var head = draw.html("tr", {}, draw.html("thead", {}, table)), body = draw.html("tbody", {}, table);
      ["From", "To", "Weight"].forEach(function (name) { draw.html("th", { scope: "col" }, head, name); });
      cells = data.layer.map(function (l, e) {
        var row = draw.html("tr", {}, body), ends = draw.ends(data, e), label = "Weight from " + ends.from + " to " + ends.to;
        draw.html("td", {}, row, ends.from);
        draw.html("td", {}, row, ends.to);
        var cell = draw.html("td", {}, row);
        return set ? field(cell, "", label, function (v) { set(e, v); }) : cell;
      });
    }
    function fill() {
      if (!details.open || !now) return;
      if (!cells) build();
      cells.forEach(function (cell, e) {
        if (!set) cell.textContent = draw.number(now[e], 6);
        else if (document.activeElement !== cell) cell.value = now[e];
      });
    }
    details.addEventListener("toggle", fill);
    return function (weights) {
      now = weights;
      fill();
    };
  };

  // data: columns, layer, from (-1 is the bias), to, weights (one row per frame), widths (what the size of each weight is
  // multiplied by, to lie between 0 and 1), maps (of picture) or nothing. options: set(e, value), called with a weight
  // that was set by hand; unit(layer, number), called where the pointer rests on a unit, and with null where it leaves.
  // Returns show(frame); show.update(data, maps) takes other weights of the same network.
  draw.network = function (svg, width, height, data, maps, options) {
    options = options || {};
    var places = arrange(data, width, height), last = places.length - 1, n = data.layer.length;
    var card = makeCard(svg, function () { return data; }, function (e) { return data.weights[now][e]; }, options.set);
    var lines = draw.svg("g", { opacity: n > 60 ? 0.65 : 1 }, svg), now = 0;
    var few = last === 1 && data.columns[1].units.length === 1 && n <= 9;  // room for the weights as numbers
    var thickest = Math.max(2, Math.min(6, 0.45 * places.r));
    var edges = [], labels = [], hits = [];
    for (var e = 0; e < n; e++) (function (e) {
      var from = data.from[e] < 0 ? places[data.layer[e]].bias : places[data.layer[e]].units[data.from[e]];
      var to = places[data.layer[e] + 1].units[data.to[e]];
      var line = draw.svg("line", { x1: from.x + from.r, y1: from.y, x2: to.x - to.r, y2: to.y, "class": "descent-edge" }, lines);
      edges.push(line);
      hits.push([from, to]);
      if (few) {
        labels.push(draw.svg("text", { x: from.x + 0.42 * (to.x - from.x), y: from.y + 0.42 * (to.y - from.y) - 4,
                                       "text-anchor": "middle", "class": "descent-halo descent-weight" }, svg));
      }
    })(e);
    // wide lines that nobody sees catch the pointer
    var catchers = draw.svg("g", {}, svg);
    hits.forEach(function (ends, e) {
      var line = draw.svg("line", { x1: ends[0].x + ends[0].r, y1: ends[0].y, x2: ends[1].x - ends[1].r, y2: ends[1].y,
                                    "class": "descent-hit" }, catchers);
      line.addEventListener("pointerenter", function (event) { card.over(e, event); });
      line.addEventListener("pointerleave", card.out);
      line.addEventListener("click", function (event) { card.pin(e, event); });
    });

    function rests(node, l, k) {
      if (!options.unit) return;
      node.addEventListener("pointerenter", function () { options.unit(l, k); });
      node.addEventListener("pointerleave", function () { options.unit(null); });
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
          rests(draw.svg("rect", { x: unit.x - unit.r, y: unit.y - unit.r, width: 2 * unit.r, height: 2 * unit.r, rx: 2,
                                   "class": "descent-unit descent-window" }, svg), l, k);
          images.push({ image: image, l: l, k: k, drawn: null });
        } else {
          rests(draw.svg("circle", { cx: unit.x, cy: unit.y, r: unit.r, "class": "descent-unit" }, svg), l, k);
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

    function show(frame) {
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
        var map = maps.layers[i.l][i.k], code = map.frames[Math.min(frame, map.frames.length - 1)];
        if (i.drawn === code) return;
        i.drawn = code;
        i.image.setAttribute("href", draw.heat(svg, draw.unpack(map, frame), maps.side, map.lo, map.hi));
      });
      card.refresh();
    }
    show.update = function (other, otherMaps) {
      data = other;
      maps = otherMaps;
    };
    return show;
  };
})(window.descentDraw);
