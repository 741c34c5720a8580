// The one training loop: forward, cost, gradient, step, repeated; the model and the optimizer are its parts.
#ifndef DESCENT_TRAIN_H
#define DESCENT_TRAIN_H

#include <functional>

#include "affine.h"
#include "arma.h"
#include "buffer.h"
#include "columns.h"
#include "model.h"
#include "optimizers.h"
#include "progress.h"

namespace descent {

// A model's cost, and what else is asked of the coefficients.
struct Objective {
  const Kernels& kernels;
  Model& model;
  arma::vec penalised;  // 1 for a weight, 0 for a bias
  arma::vec learns;     // 0 for a coefficient that keeps its start value; empty: all learn
  double l1, l2;

  // The cost, and the objective: cost + penalty. Fills the gradient, the objective's, unless it is nullptr.
  struct Value {
    double error, objective;
  };
  Value operator()(const Rows& rows, const arma::vec& theta, arma::vec* gradient) const;
  bool has_penalty() const { return l1 > 0 || l2 > 0; }
  // l2 / 2 sum w^2 + l1 sum |w| over the weights
  double penalty(const arma::vec& theta) const;
};

struct Plan {
  std::size_t first, epochs;  // epochs done before, and to do now
  arma::vec eta;              // one rate, or one per epoch
  std::size_t batch;          // rows per step; 0: all
  double tolerance;           // stop when no entry of the gradient is larger; 0: never
  double clip;                // a gradient of a larger norm is scaled to this norm before the step
  std::size_t patience;       // stop after so many epochs without a better validation error; 0: never
  const Optimizer& optimizer;
  arma::vec settings;  // the optimizer's
};

// Where training stands after an epoch: enough to resume bit-identically.
class Position {
  Buffer numbers_;  // the coefficients, the gradient and the memory, one behind the other, to be copied at once

 public:
  arma::vec theta, gradient;
  // The error, that of the data alone, the objective, error + penalty, and the objective's gradient at theta; in
  // mini-batches their means over the epoch's batches.
  double error, objective, validation;
  arma::mat memory;  // the optimizer's
  double steps;

  Position(std::size_t size, std::size_t slots);
  Position(const Position&) = delete;
  void copy_from(const Position& other);  // of the same sizes
};

// The coefficients of the smallest validation error so far.
struct Best {
  arma::vec theta;
  double error;
  std::size_t epoch;
  std::size_t since;  // patience counts from here: the best epoch, or where training was resumed after an early stop
};

// The history: every k-th epoch, the first and the last, on the data's own scale. It is written where it is to stay,
// since on many machines new memory costs more than what is written there: one row per epoch, one column per
// coefficient, eight rows at a time, which are whole cache lines of each column.
class Record {
 public:
  // The caller's memory; objective and validation may be nullptr.
  struct Memory {
    std::size_t rows, error_rows;                          // that it has room for
    double *epoch, *theta, *gradient;                      // `rows` epochs; none where every = 0
    double *error_epoch, *error, *objective, *validation;  // `error_rows`
  };
  // The caller's memory with room for at least so many rows, holding what was written before. As a rule the first has
  // room for all epochs; a record of very many epochs grows with them.
  using Grow = std::function<Memory(std::size_t rows, std::size_t error_rows)>;
  Record(const Kernels& kernels, const Affine& map, std::size_t size, std::size_t every, std::size_t error_every,
         Memory memory, Grow grow);

  // How many epochs are kept at most: the multiples of k from first to first + epochs, and both ends.
  static std::size_t rows(std::size_t first, std::size_t epochs, std::size_t k);
  void write(std::size_t now, bool last, const Position& position);
  bool has_gradients() const { return path_.every > 0; }
  std::size_t kept() const { return path_.kept; }
  std::size_t errors_kept() const { return errors_.kept; }

 private:
  struct Calendar {
    std::size_t every, next = 0, latest = 0, kept = 0;
    explicit Calendar(std::size_t k) : every(k) {}
    bool due(std::size_t now, bool last);
  };
  void flush();

  const Kernels& kernels_;
  const Affine& map_;
  const std::size_t inner_size_, size_;
  const std::size_t together_;
  Calendar path_, errors_;
  Memory memory_;
  const Grow grow_;
  Buffer theta_, gradient_;  // the latest rows, not yet in the columns
  std::vector<const double*> theta_rows_, gradient_rows_;
  std::size_t waiting_ = 0;
};

// Draws a new order of the rows.
using Shuffle = std::function<void(std::vector<Index>& order)>;

enum class Stop { epochs, tolerance, patience, diverged, interrupted };

struct Outcome {
  Stop stop;
  std::size_t epochs;  // done in all; after a divergence or an interrupt, the last complete and finite one
};

// shuffle, if it is given, is called before every epoch; validation may be nullptr.
Outcome train(const Objective& objective, const Plan& plan, Position& now, Best& best, Record& record,
              Progress& progress, const Shuffle& shuffle, Model* validation);

}  // namespace descent

#endif
