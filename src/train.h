// The one training loop: forward, cost, gradient, step, repeated; the model and the optimizer are its parts.
#ifndef DESCENT_TRAIN_H
#define DESCENT_TRAIN_H

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

  // cost + l2 / 2 sum w^2 + l1 sum |w| over the weights
  double operator()(const Rows& rows, const arma::vec& theta, arma::vec& gradient) const;
};

struct Plan {
  arma::uword first, epochs;  // epochs done before, and to do now
  arma::vec eta;              // one rate, or one an epoch
  arma::uword batch;          // rows a step; 0: all
  double tolerance;           // stop when no entry of the gradient is larger; 0: never
  double clip;                // a longer gradient is shortened to this norm before the step
  arma::uword patience;       // stop after so many epochs without a better validation error; 0: never
  Optimizer optimizer;
  arma::vec settings;         // the optimizer's
};

// Where training stands after an epoch. To go on from it is to go on exactly.
struct Position {
  arma::vec theta, gradient;
  double error, validation;  // error and gradient at theta; in mini-batches their means over the epoch's batches
  arma::mat memory;          // the optimizer's
  double steps;
};

// The coefficients of the smallest validation error so far.
struct Best {
  arma::vec theta;
  double error;
  arma::uword epoch;
};

// The path: every k-th epoch, the first and the last. Column r of theta and gradient belongs to epoch[r]; they are
// written where they are to stay, since on many machines fresh memory costs more than what is written there.
struct Record {
  arma::uword every, error_every;  // every = 0: the errors only
  // The caller's memory: rows(..., every) epochs, coefficients and gradients; rows(..., error_every) errors.
  double *epoch, *theta, *gradient, *error_epoch, *error, *validation;  // validation may be nullptr
  arma::uword kept = 0, errors_kept = 0;

  // How many epochs are kept at most: the multiples of k from first to first + epochs, and both ends.
  static arma::uword rows(arma::uword first, arma::uword epochs, arma::uword k);
  void write(arma::uword now, bool last, const Position& position);
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
