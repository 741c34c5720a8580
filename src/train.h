// The one training loop: forward, cost, gradient, step, repeated; the model and the optimizer are its parts.
#ifndef DESCENT_TRAIN_H
#define DESCENT_TRAIN_H

#include "affine.h"
#include "buffer.h"
#include "model.h"
#include "optimizers.h"
#include "watch.h"

namespace descent {

// A model's cost and what is asked of the coefficients beside it.
struct Objective {
  const Kernels& kernels;
  Model& model;
  arma::vec penalised;  // 1 for a weight, 0 for a bias
  arma::vec learns;     // 0 for a coefficient that keeps its start value; empty: all learn
  double l1, l2;

  // cost + l2 / 2 sum w^2 + l1 sum |w| over the weights; fills the gradient unless it is nullptr
  double operator()(const Rows& rows, const arma::vec& theta, arma::vec* gradient) const;
};

struct Plan {
  arma::uword first, epochs;  // epochs done before, and to do now
  arma::vec eta;              // one rate, or one an epoch
  arma::uword batch;          // rows a step; 0: all
  double tolerance;           // stop when no entry of the gradient is larger; 0: never
  double clip;                // a longer gradient is shortened to this norm before the step
  arma::uword patience;       // stop after so many epochs without a better validation error; 0: never
  const Optimizer& optimizer;
  arma::vec settings;         // the optimizer's
};

// Where training stands after an epoch. To go on from it is to go on exactly.
struct Position {
  arma::vec theta, gradient;
  double error, validation;  // error and gradient at theta; in mini-batches their means over the epoch's batches
  arma::mat memory;          // the optimizer's
  double steps;

  Position(arma::uword size, arma::uword slots);
  void copy_from(const Position& other);  // of the same sizes
};

// The coefficients of the smallest validation error so far.
struct Best {
  arma::vec theta;
  double error;
  arma::uword epoch;
};

// The path: every k-th epoch, the first and the last, as seen on the data's own scale. It is written where it is to
// stay, since on many machines fresh memory costs more than what is written there: a row an epoch, a column a
// coefficient, eight rows at a time, which are whole cache lines of each column.
class Record {
 public:
  // The caller's memory; validation may be nullptr.
  struct Memory {
    double *epoch, *theta, *gradient;            // rows(..., every) epochs; nothing where every = 0
    double *error_epoch, *error, *validation;    // rows(..., error_every)
  };
  Record(const Affine& map, arma::uword size, arma::uword rows, arma::uword every, arma::uword error_every,
         Memory memory);

  // How many epochs are kept at most: the multiples of k from first to first + epochs, and both ends.
  static arma::uword rows(arma::uword first, arma::uword epochs, arma::uword k);
  void write(arma::uword now, bool last, const Position& position);
  bool has_gradients() const { return path_.every > 0; }
  arma::uword kept() const { return path_.kept; }
  arma::uword errors_kept() const { return errors_.kept; }

 private:
  struct Calendar {
    arma::uword every, next = 0, latest = 0, kept = 0;
    explicit Calendar(arma::uword k) : every(k) {}
    bool due(arma::uword now, bool last);
  };
  void flush();

  const Affine& map_;
  const std::size_t inner_size_, size_, rows_;
  const arma::uword together_;
  Calendar path_, errors_;
  const Memory memory_;
  Buffer theta_, gradient_;  // the last rows, not yet in their columns
  arma::uword waiting_ = 0;
};

enum class Stop { epochs, tolerance, patience, diverged, interrupted };

struct Outcome {
  Stop stop;
  arma::uword epochs;  // done in all; where training diverged or was interrupted, the last whole and finite one
};

// shuffle, where given, is called on the order of the rows before every epoch; validation may be nullptr.
Outcome train(const Objective& objective, const Plan& plan, Position& now, Best& best, Record& record, Watch& watch,
              const std::function<void(arma::uvec&)>& shuffle, Model* validation);

}  // namespace descent

#endif
