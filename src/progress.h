// The one way from a running kernel back to the person who waits for it.
#ifndef DESCENT_PROGRESS_H
#define DESCENT_PROGRESS_H

#include <chrono>
#include <cstddef>
#include <functional>

namespace descent {

struct Interrupted {};  // thrown where the person has asked to stop

class Progress {
 public:
  // Called some times per second; returns true to stop training.
  using Report = std::function<bool(std::size_t epoch, double error)>;
  explicit Progress(Report report) : report_(report), last_(Clock::now()) {}

  std::function<void()> before_epoch;  // called before each epoch, if it is given

  void epoch_begins(std::size_t epoch, double error) {
    if (before_epoch) before_epoch();
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
    if (report_ && report_(epoch_, error_)) throw Interrupted();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Report report_;
  Clock::time_point last_;
  std::size_t epoch_ = 0, calls_ = 0, pause_ = 1;
  double error_ = 0;
};

}  // namespace descent

#endif
