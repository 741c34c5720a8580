// The one way from a running kernel back to the person who waits for it.
#ifndef DESCENT_WATCH_H
#define DESCENT_WATCH_H

#include <chrono>
#include <functional>

#include <RcppArmadillo.h>

namespace descent {

struct Interrupted {};  // thrown where the person asked to stop

class Watch {
 public:
  // look(epoch, error) is called some times a second and returns true to stop.
  using Look = std::function<bool(arma::uword epoch, double error)>;
  explicit Watch(Look look) : look_(look), last_(Clock::now()) {}

  std::function<void()> epoch_begins;  // called before each epoch, if given

  void at(arma::uword epoch, double error) {
    if (epoch_begins) epoch_begins();
    epoch_ = epoch;
    error_ = error;
    poll();
  }

  // To be called between pieces of work of any size: reads the clock only about every hundredth of a second.
  void poll() {
    if (++calls_ < pause_) return;
    const double waited = std::chrono::duration<double>(Clock::now() - last_).count();
    calls_ = 0;
    if (waited < 0.005) pause_ *= 2;
    if (waited > 0.02 && pause_ > 1) pause_ = pause_ > 1024 ? pause_ / 1024 : 1;
    if (waited < 0.01) return;
    last_ = Clock::now();
    if (look_ && look_(epoch_, error_)) throw Interrupted();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Look look_;
  Clock::time_point last_;
  arma::uword epoch_ = 0, calls_ = 0, pause_ = 1;
  double error_ = 0;
};

}  // namespace descent

#endif
