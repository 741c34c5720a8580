// The rules that turn a gradient into a step: one row per choice.
#ifndef DESCENT_OPTIMIZERS_H
#define DESCENT_OPTIMIZERS_H

#include <functional>
#include <string>
#include <vector>

#include "arma.h"
#include "kernels.h"

namespace descent {

// Cost and gradient at theta, from one call.
using Evaluate = std::function<double(const arma::vec& theta, arma::vec& gradient)>;

// What a rule may read and change. `memory` holds its state, one column per slot, zero before the first step.
struct Step {
  const StepKernel* kernel;  // the row's, if it names one
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
  const char* kernel;                      // the row of simd_rows.h that does the work, or nullptr
  void (*update)(Step&);                   // updates theta; gradient and error stay those before the step
  void (*search)(Step&, const Evaluate&);  // instead, for a rule that evaluates the cost during its step:
                                           // theta, gradient and error are those after the step
};

const StepKernel& find_step(const Kernels& kernels, const char* name);

const std::vector<Optimizer>& optimizer_table();
const Optimizer& find_optimizer(const std::string& name);

}  // namespace descent

#endif
