// playground(): draws what the server sends, and says when it has been drawn, so that the server does not run ahead.
(function () {
  "use strict";
  var draw = window.descentDraw, last = null;
  function find(id) { return document.getElementById(id); }

  function picture(id, title, key, paint, label) {
    var box = find(id);
    find(id + "-title").textContent = title;
    box.textContent = "";
    var svg = draw.svg("svg", { role: "img", "aria-label": label }, box);
    var width = Math.max(220, box.clientWidth), height = Math.round(Math.max(240, Math.min(440, width * 0.8)));
    draw.set(svg, { viewBox: "0 0 " + width + " " + height, height: height });
    paint(svg, width, height)(0);
    var list = draw.html("ul", { "class": "descent-key" }, box);
    key.slice(0, 8).forEach(function (pair) { draw.html("li", { "class": "descent-" + pair[0] }, list, pair[1]); });
  }

  function show(message) {
    last = message;
    find("run").textContent = message.running ? "Pause" : "Run";
    find("playground-problem").textContent = message.note || "";
    find("playground-code").textContent = message.code;
    if (message.epoch === undefined) {
      find("playground-status").textContent = "Nothing to train";
      return;
    }
    var error = message.error, text = "Epoch " + draw.grouped(message.epoch) + " \u00b7 error " + draw.number(error.at[0], 4) +
      (error.validation ? " \u00b7 validation " + draw.number(error.at_validation[0], 4) : "");
    find("playground-status").textContent = text;
    find("playground-status").setAttribute("data-epoch", message.epoch);
    if (!message.running) find("playground-live").textContent = text;
    var shown = message.picture, held = shown.held ? [["held", "circled: held out"]] : [];
    picture("playground-picture", draw.pictureTitle(shown), draw.pictureKey(shown).concat(held), function (svg, width, height) {
      return draw.picture(svg, width, height, shown);
    }, draw.pictureTitle(shown));
    picture("playground-network", "Network and its weights", [["plus", "positive weight"], ["minus", "negative weight"]]
      .concat(message.network.note ? [["remark", message.network.note]] : []), function (svg, width, height) {
      return draw.network(svg, width, height, message.network, shown.maps);
    }, "Network with its weights");
    picture("playground-error", error.label, error.validation ? [["first", "training"], ["second", "validation"]] : [], function (svg, width, height) {
      return draw.errorCurve(svg, width, height, error, [message.epoch]);
    }, "Error curve: " + text);
  }

  function start() {
    Shiny.addCustomMessageHandler("descent-playground", function (message) {
      requestAnimationFrame(function () {
        show(message);
        Shiny.setInputValue("drawn", message.sent);
      });
    });
    var again = function () { if (last) show(last); };
    window.addEventListener("resize", again);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    find("playground-copy").addEventListener("click", function () {
      if (navigator.clipboard) navigator.clipboard.writeText(find("playground-code").textContent);
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
