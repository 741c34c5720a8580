// playground(): draws what the server sends, and says when it has been drawn, so that the server does not run ahead.
(function () {
  "use strict";
  var draw = window.descentDraw, last = null, network = null, picture = null, unit = null, table = null;
  function find(id) { return document.getElementById(id); }
  function wide() { return window.innerWidth >= 1000; }

  // On a wide screen all pictures are in sight: they share the height of the window.
  function heights() {
    if (!wide()) {
      var width = Math.max(220, find("playground-picture").clientWidth), one = Math.round(Math.max(240, Math.min(440, width * 0.8)));
      return { network: one, picture: one, error: Math.round(one * 0.7) };
    }
    var top = find("playground-network-box").getBoundingClientRect().top + window.scrollY, around = 54, view = 26;
    var room = Math.max(440, window.innerHeight - top - 14);
    var square = Math.min(room - around - view, Math.max(320, find("playground-picture").clientWidth * 1.02));
    var left = Math.min(room, Math.max(440, square + around + view)) - 2 * around;
    return { network: Math.round(left * 0.58), error: Math.round(left * 0.42), picture: Math.round(square) };
  }

  // A new SVG in the box of a picture, with its title and its key.
  function canvas(id, title, key, label, height) {
    var box = find(id);
    find(id + "-title").textContent = title;
    box.textContent = "";
    var place = draw.html("div", {}, box), svg = draw.svg("svg", { role: "img", "aria-label": label }, place);
    var width = Math.max(220, box.clientWidth);
    draw.set(svg, { viewBox: "0 0 " + width + " " + height, height: height });
    draw.key(draw.html("ul", { "class": "descent-key" }, box), key);
    return { svg: svg, width: width, height: height };
  }

  // The network stays where it is while its weights change, so that what points at it stays too.
  function showNetwork(message, height) {
    var data = message.network, maps = message.picture.maps, box = find("playground-network");
    var shape = JSON.stringify([data.columns, data.from, data.to, maps ? maps.side : 0, box.clientWidth, height,
                                window.matchMedia("(prefers-color-scheme: dark)").matches]);
    var set = function (e, value) {
      Shiny.setInputValue("weight", Object.assign(draw.ends(data, e), { value: value }), { priority: "event" });
    };
    if (!network || network.shape !== shape) {
      var key = [["plus", "positive weight"], ["minus", "negative weight"]].concat(data.note ? [["remark", data.note]] : []);
      var on = canvas("playground-network", "Network and its weights", key, "Network with its weights", height);
      network = { shape: shape, show: draw.network(on.svg, on.width, on.height, data, maps, { set: set, unit: overUnit }) };
      find("playground-weights").textContent = "";
      table = draw.weightTable(find("playground-weights"), find("playground-weights").parentNode, data, set);
    }
    network.show.update(data, maps);
    network.show(0);
    table(data.weights[0]);
  }

  // A unit under the pointer is drawn in the large plane.
  function overUnit(layer, number) {
    unit = layer === null ? null : [layer, number];
    showUnit();
  }

  function showUnit() {
    if (!last || !picture) return;
    var shown = last.picture, maps = shown.maps, map = unit && maps && maps.layers[unit[0]] && maps.layers[unit[0]][unit[1]];
    if (picture.show.unit) picture.show.unit(map || null, maps && maps.side);
    find("playground-picture-title").textContent = map ? "What " + last.network.columns[unit[0]].units[unit[1]] + " gives" :
      draw.pictureTitle(shown);
  }

  function show(message) {
    last = message;
    find("run").textContent = message.running ? "Pause" : "Run";
    find("playground-problem").textContent = message.note || "";
    find("playground-code").textContent = message.code;
    // a page that is opened again, or handed on, shows the same choices
    history.replaceState(null, "", "?" + message.address);
    var nothing = message.epoch === undefined;
    ["network", "picture", "error"].forEach(function (name) {
      find("playground-" + name + "-box").classList.toggle("playground-empty", nothing);
    });
    if (nothing) {
      find("playground-status").textContent = "Nothing to train";
      return;
    }
    var error = message.error, text = "Epoch " + draw.grouped(message.epoch) + " \u00b7 error " + draw.number(error.at[0], 4) +
      (error.validation ? " \u00b7 validation " + draw.number(error.at_validation[0], 4) : "");
    find("playground-status").textContent = text;
    find("playground-status").setAttribute("data-epoch", message.epoch);
    if (!message.running) find("playground-live").textContent = text;
    var size = heights(), shown = message.picture;
    shown.discrete = find("playground-discrete").checked;
    showNetwork(message, size.network);
    var on = canvas("playground-picture", draw.pictureTitle(shown), draw.pictureKey(shown), draw.pictureTitle(shown), size.picture);
    picture = { show: draw.picture(on.svg, on.width, on.height, shown) };
    picture.show(0);
    if (unit) showUnit();
    on = canvas("playground-error", error.label, draw.errorKey(error), "Error curve: " + text, size.error);
    draw.errorCurve(on.svg, on.width, on.height, error, [message.epoch])(0);
  }

  // Copies where the browser lets it; where it does not, the text is shown to be copied by hand. The button answers.
  function copy(button, text) {
    var name = button.getAttribute("data-name") || button.textContent;
    button.setAttribute("data-name", name);
    var answer = function (word) {
      button.textContent = word;
      find("playground-live").textContent = word;
      setTimeout(function () { button.textContent = name; }, 2000);
    };
    var byHand = function () {
      var area = draw.html("textarea", { "aria-label": "Text to copy" }, document.body);
      area.value = text;
      area.select();
      var done = false;
      try { done = document.execCommand("copy"); } catch (e) { done = false; }
      area.remove();
      if (done) answer("Copied"); else window.prompt("Copy this:", text);
    };
    if (!navigator.clipboard) return byHand();
    navigator.clipboard.writeText(text).then(function () { answer("Copied"); }, byHand);
  }

  // What is predicted is no feature.
  function lockResponse() {
    var response = find("response");
    if (!response) return;
    document.querySelectorAll("input[name=columns]").forEach(function (box) { box.disabled = box.value === response.value; });
  }

  // draw.css has one set of dark colours, for what says data-theme: the page follows the reader.
  function dress() {
    var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    document.querySelector(".playground").setAttribute("data-theme", dark ? "dark" : "light");
  }

  function start() {
    dress();
    Shiny.addCustomMessageHandler("descent-playground", function (message) {
      requestAnimationFrame(function () {
        show(message);
        Shiny.setInputValue("drawn", message.sent);
      });
    });
    var again = function () { if (last) show(last); };
    window.addEventListener("resize", again);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
      dress();
      again();
    });
    find("playground-discrete").addEventListener("change", again);
    find("playground-held").addEventListener("change", function (event) {
      document.querySelector(".playground").setAttribute("data-held", event.target.checked ? "show" : "hide");
    });
    find("playground-copy").addEventListener("click", function () { copy(this, find("playground-code").textContent); });
    find("playground-link").addEventListener("click", function () { copy(this, location.href); });
    find("again").addEventListener("click", function () {
      find("draw").value = Number(find("draw").value) + 1;
      find("draw").dispatchEvent(new Event("change", { bubbles: true }));
    });
    document.addEventListener("change", lockResponse);
    lockResponse();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
