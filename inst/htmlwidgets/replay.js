// replay(): the recorded path of a fit, epoch by epoch. The page holds all of it; see replay_data() in replay.R.
(function () {
  "use strict";
  var draw = window.descentDraw;

  function Replay(root, data) {
    var self = this;
    this.root = root;
    this.data = data;
    this.frame = 0;
    this.last = data.epochs.length - 1;
    this.timer = null;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    root.textContent = "";
    root.classList.add("descent");
    root.style.height = "auto";
    draw.set(root, { role: "group", tabindex: "-1", "aria-label": "Replay of training: " + data.title + ", " + data.formula });
    this.build();
    this.layout();
    this.onKey = function (event) { self.key(event); };
    root.addEventListener("keydown", this.onKey);
    // On slides the clicker's keys go through some epochs before they go to the next slide.
    this.onClicker = function (event) {
      var by = { PageDown: 1, ArrowRight: 1, " ": 1, PageUp: -1, ArrowLeft: -1 }[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey || root.contains(event.target) || !onStage(root)) return;
      var next = nextStep(data.steps, self.frame, by);
      if (next === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      self.stop();
      self.show(next);
    };
    if (data.steps) window.addEventListener("keydown", this.onClicker, true);
    this.onScheme = function () { self.layout(); };
    this.scheme = window.matchMedia("(prefers-color-scheme: dark)");
    this.scheme.addEventListener("change", this.onScheme);
    if (window.ResizeObserver) {
      this.observer = new ResizeObserver(function () {
        if (Math.abs(root.clientWidth - self.width) > 1) self.layout();
      });
      this.observer.observe(root);
    }
  }

  Replay.prototype.destroy = function () {
    this.stop();
    this.root.removeEventListener("keydown", this.onKey);
    window.removeEventListener("keydown", this.onClicker, true);
    this.scheme.removeEventListener("change", this.onScheme);
    if (this.observer) this.observer.disconnect();
  };

  // Light or dark: as was asked for, or as the page is in which the pictures stand. A page that holds nothing else takes
  // on the colour that was asked for.
  Replay.prototype.dress = function () {
    var theme = this.data.theme || "auto";
    this.root.setAttribute("data-theme", theme === "auto" ? pageTheme(this.root) : theme);
    if (theme !== "auto" && document.getElementById("htmlwidget_container")) {
      document.body.style.backgroundColor = getComputedStyle(this.root).backgroundColor;
    }
  };

  // The first background colour behind an element says how light the page is; where there is none the page is white.
  function pageTheme(node) {
    for (node = node.parentElement; node; node = node.parentElement) {
      var rgb = getComputedStyle(node).backgroundColor.match(/[0-9.]+/g).map(Number);
      if (rgb.length === 4 && rgb[3] < 0.5) continue;
      return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] < 110 ? "dark" : "light";
    }
    return "light";
  }

  // The step after this frame, or the one before it.
  function nextStep(steps, frame, by) {
    var rest = steps.filter(function (step) { return by > 0 ? step > frame : step < frame; });
    return by > 0 ? rest[0] : rest[rest.length - 1];
  }

  // Whether an element is seen: in the window, and not on a slide that is past or still to come.
  function onStage(node) {
    var box = node.getBoundingClientRect();
    return box.width > 0 && box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth &&
      getComputedStyle(node).visibility !== "hidden" && !node.closest(".past, .future");
  }

  Replay.prototype.build = function () {
    var self = this, data = this.data;
    draw.html("p", { "class": "descent-title" }, this.root, data.title + ": " + data.formula);
    var sticky = draw.html("div", { "class": "descent-bar" }, this.root);
    var bar = draw.html("div", { "class": "descent-controls" }, sticky);
    var button = function (name, label, text, action) {
      var node = draw.html("button", { type: "button", "class": "descent-" + name, "aria-label": label, title: label }, bar, text);
      node.addEventListener("click", action);
      return node;
    };
    this.playButton = button("play", "Play", "", function () { self.toggle(); });
    this.playText(false);
    button("back", "Step back", "\u25c0", function () { self.step(-1); });
    button("forward", "Step forward", "\u25b6", function () { self.step(1); });
    this.slider = draw.html("input", { type: "range", "class": "descent-slider", min: 0, max: Math.max(1, this.last), step: 1, value: 0, "aria-label": "Epoch" }, bar);
    if (this.last < 1) this.slider.disabled = true;
    this.slider.addEventListener("input", function () {
      self.stop();
      self.show(Number(self.slider.value));
    });
    var asked = draw.html("label", {}, bar);
    draw.html("span", {}, asked, "Epoch");
    this.number = draw.html("input", { type: "number", "class": "descent-epoch", min: data.epochs[0], max: data.epochs[this.last],
                                       step: 1, "aria-label": "Go to epoch" }, asked);
    this.number.addEventListener("change", function () {
      if (self.number.value !== "") self.goTo(Number(self.number.value));
    });
    var label = draw.html("label", {}, bar);
    draw.html("span", {}, label, "Speed");
    this.speed = draw.html("select", { "class": "descent-speed", "aria-label": "Speed" }, label);
    [["slow", 2], ["normal", 8], ["fast", 20], ["faster", 50]].forEach(function (pair) {
      draw.html("option", { value: pair[1] }, self.speed, pair[0]);
    });
    this.speed.value = this.calm ? "2" : "8";
    this.status = draw.html("p", { "class": "descent-status" }, sticky);
    this.live = draw.html("div", { "class": "descent-hidden descent-live", role: "status", "aria-live": "polite" }, this.root);
    this.panels = draw.html("div", { "class": "descent-panels" }, this.root);
    this.figures = [
      { title: data.error.label, key: draw.errorKey(data.error) },
      { title: "Network and its weights", key: [["plus", "positive weight"], ["minus", "negative weight"]] },
      { title: draw.pictureTitle(data.picture), key: draw.pictureKey(data.picture) }
    ].map(function (what) {
      var figure = draw.html("figure", {}, self.panels);
      draw.html("figcaption", {}, figure, what.title);
      what.svg = draw.svg("svg", { role: "img" }, figure);
      var key = draw.html("ul", { "class": "descent-key" }, figure);
      draw.key(key, what.key);
      return what;
    });
    [data.network.note, data.note].forEach(function (note) {
      if (note) draw.html("p", { "class": "descent-note" }, self.root, note);
    });
    var details = draw.html("details", {}, this.root);
    draw.html("summary", {}, details, "Weights as numbers");
    this.table = draw.weightTable(details, details, data.network);
  };

  // Draws everything for the width there is now.
  Replay.prototype.layout = function () {
    this.dress();
    this.width = this.root.clientWidth;
    var columns = this.width >= 900 ? 3 : this.width >= 560 ? 2 : 1;
    this.root.setAttribute("data-narrow", this.width < 560);
    this.panels.setAttribute("data-columns", columns);
    var data = this.data;
    var above = this.figures[0].svg.getBoundingClientRect().top - this.root.getBoundingClientRect().top + 30;
    this.shows = this.figures.map(function (figure, i) {
      var width = Math.max(180, figure.svg.clientWidth || 300), height = Math.round(Math.max(columns === 1 ? 215 : 230, Math.min(480, width * 0.85)));
      // in a low window the picture is seen below the slider
      if (columns === 1) height = Math.max(170, Math.min(height, window.innerHeight - above));
      figure.svg.textContent = "";
      draw.set(figure.svg, { viewBox: "0 0 " + width + " " + height, height: height });
      if (i === 0) return draw.errorCurve(figure.svg, width, height, data.error, data.epochs);
      if (i === 1) return draw.network(figure.svg, width, height, data.network, data.picture.maps);
      return draw.picture(figure.svg, width, height, data.picture);
    });
    this.show(this.frame);
  };

  // The frame of the epoch that is nearest to the one asked for.
  Replay.prototype.goTo = function (epoch) {
    var at = this.data.epochs.reduce(function (best, e, i, all) {
      return Math.abs(e - epoch) < Math.abs(all[best] - epoch) ? i : best;
    }, 0);
    this.stop();
    this.show(at);
    this.number.value = this.data.epochs[at];
    if (this.data.epochs[at] !== epoch) {
      draw.html("span", {}, this.status, " \u00b7 the nearest to " + draw.grouped(epoch) + " in this page");
    }
  };

  Replay.prototype.show = function (frame) {
    frame = Math.max(0, Math.min(this.last, frame));
    this.frame = frame;
    this.slider.value = frame;
    this.shows.forEach(function (show) { show(frame); });
    this.table(this.data.network.weights[frame]);
    if (document.activeElement !== this.number) this.number.value = this.data.epochs[frame];
    var error = this.data.error, text = "Epoch " + draw.grouped(this.data.epochs[frame]) + " of " + draw.grouped(this.data.last);
    var detail = "error " + draw.number(error.at[frame], 5);
    if (error.validation) detail += ", validation " + draw.number(error.at_validation[frame], 5);
    this.status.textContent = text + " ";
    draw.html("span", {}, this.status, "\u00b7 " + detail);
    this.slider.setAttribute("aria-valuetext", text);
    this.root.setAttribute("data-epoch", this.data.epochs[frame]);
    var labels = ["Error curve, at " + text + ": " + detail, "Network with its weights at " + text,
                  draw.pictureTitle(this.data.picture) + ", at " + text];
    this.figures.forEach(function (figure, i) { figure.svg.setAttribute("aria-label", labels[i]); });
    // While it plays a screen reader would never come to an end.
    if (!this.timer) this.live.textContent = text + ", " + detail;
  };

  Replay.prototype.step = function (by) {
    this.stop();
    this.show(this.frame + by);
  };

  Replay.prototype.toggle = function () { if (this.timer) this.stop(); else this.play(); };

  Replay.prototype.play = function () {
    var self = this;
    if (this.last < 1) return;
    if (this.frame >= this.last) this.show(0);
    this.playing(true);
    var next = function () {
      self.timer = setTimeout(function () {
        if (!document.contains(self.root)) return self.stop();
        self.show(self.frame + 1);
        if (self.frame >= self.last) self.stop(); else next();
      }, 1000 / Number(self.speed.value));
    };
    next();
  };

  Replay.prototype.stop = function () {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.playing(false);
    this.show(this.frame);
  };

  // The sign and the word, which goes where there is little room.
  Replay.prototype.playText = function (on) {
    this.playButton.textContent = on ? "\u275a\u275a" : "\u25b6";
    draw.html("span", {}, this.playButton, on ? " Pause" : " Play");
  };

  Replay.prototype.playing = function (on) {
    var label = on ? "Pause" : "Play";
    this.playText(on);
    draw.set(this.playButton, { "aria-label": label, title: label });
    this.root.setAttribute("data-playing", on);
  };

  Replay.prototype.key = function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target === this.speed || event.target.type === "number") return;
    var self = this, steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
    var act = steps[event.key] ? function () { self.step(steps[event.key]); } :
      event.key === "Home" ? function () { self.step(-self.frame); } :
      event.key === "End" ? function () { self.step(self.last); } :
      event.key === " " && !/^(BUTTON|SUMMARY)$/.test(event.target.tagName) ? function () { self.toggle(); } : null;
    if (!act) return;
    event.preventDefault();
    act();
  };

  HTMLWidgets.widget({
    name: "replay",
    type: "output",
    factory: function (el) {
      var current = null;
      return {
        renderValue: function (data) {
          if (current) current.destroy();
          current = new Replay(el, data);
        },
        resize: function () { if (current) current.layout(); }
      };
    }
  });
})();
