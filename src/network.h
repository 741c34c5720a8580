// Layers of units, trained by back-propagation. A neuron is a network without hidden layers.
#ifndef DESCENT_NETWORK_H
#define DESCENT_NETWORK_H

#include <vector>

#include "activations.h"
#include "blocks.h"
#include "buffer.h"
#include "costs.h"
#include "linear.h"
#include "model.h"
#include "watch.h"

namespace descent {

struct Layer {
  arma::uword inputs, units;
  bool bias;
  Activation activation;
  arma::uword size() const { return (inputs + bias) * units; }  // coefficients: a matrix, the bias its first row
};

// What a network reads, in place: a pointer a column; weights and offset (added to the output's logit) may be nullptr.
// `units` holds what an output's activation is multiplied by before it meets its target (empty: 1): responses of
// different size are then learnt at the same pace, and the cost stays that of their own units.
struct Data {
  Columns x, y;
  const double *weights, *offset;
  arma::uword rows;
  arma::vec units;
};

class Network : public Model {
 public:
  // keep: the share of hidden units that dropout leaves on (1: all); uniform draws from [0, 1) for it.
  Network(const Kernels& copy, std::vector<Layer> layers, Cost cost, Data data, Watch* watch, double keep = 1,
          std::function<double()> uniform = nullptr);
  arma::uword size() const override { return size_; }
  arma::uword rows() const override { return data_.rows; }
  double evaluate(const Rows& rows, const arma::vec& theta, arma::vec* gradient) override;
  // What a layer's units (0 the first) give for all rows, before or after their activation. Returns the cost where it
  // is the last layer and the data have targets.
  double outputs(const arma::vec& theta, arma::uword layer, bool logit, arma::mat& values);

 private:
  void load(const Rows& rows, bool ahead);
  double weight_of(const Rows& rows);
  void forward(const double* theta, arma::uword last, bool drop);
  void backward(const double* theta, double* gradient, bool add);
  void weight_gradient(arma::uword layer, double* gradient, bool add);
  const double* const* flipped(arma::uword layer);
  Shape shape(arma::uword layer) const { return {count_, layers_[layer].units}; }

  const Kernels& kernels_;
  const std::vector<Layer> layers_;
  const Cost cost_;
  const Data data_;
  Watch* watch_;
  const double keep_;
  const std::function<double()> uniform_;
  const arma::uword block_;  // rows at once
  Blocks blocks_;
  arma::uword size_ = 0;

  // The workspace of one block, allocated once. Its rows are padded(count_), padding repeating the last one.
  arma::uword count_ = 0;
  std::vector<Buffer> logit_, output_, delta_, mask_;              // one a layer, rows x units
  std::vector<std::vector<const double*>> input_, delta_columns_;  // one a layer: the columns, for a bias ones first
  Buffer ones_;
  Buffer flipped_;  // a layer's inputs, a column a sample
  std::vector<const double*> flipped_columns_;
  const double *target_now_ = nullptr, *weight_now_ = nullptr, *offset_now_ = nullptr;
  Rows weighed_ = {nullptr, 0, 0};
  double weight_sum_ = 0;
};

}  // namespace descent

#endif
