// The rules that turn a gradient into a step: one row a choice.
#ifndef DESCENT_OPTIMIZERS_H
#define DESCENT_OPTIMIZERS_H

#include <functional>
#include <string>
#include <vector>

#include <RcppArmadillo.h>

#include "kernels.h"

namespace descent {

// cost and gradient at theta, from one call
using Evaluate = std::function<double(const arma::vec& theta, arma::vec& gradient)>;

// What a rule may read and change. `memory` holds its state, one column a slot, zero before the first step.
struct Step {
  const Kernels& kernels;
  arma::vec& theta;
  arma::vec& gradient;
  double& error;
  arma::mat& memory;
  double time;  // 1, 2, ... the number of this step
  double eta;
  const arma::vec& settings;   // in the order of the row's `settings`
  const arma::vec& penalised;  // 1 for a weight, 0 for a bias
};

struct Optimizer {
  std::string name;
  std::vector<std::string> settings;
  std::size_t slots;
  std::function<void(Step&)> update;                   // theta moves; gradient and error stay those before it
  std::function<void(Step&, const Evaluate&)> search;  // instead, for a rule that must look before it leaps:
                                                       // theta, gradient and error are those after the step
};

const std::vector<Optimizer>& optimizer_table();

}  // namespace descent

#endif
