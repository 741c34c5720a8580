// Layers of units, trained by back-propagation. A neuron is a network without hidden layers.
#ifndef DESCENT_NETWORK_H
#define DESCENT_NETWORK_H

#include "activations.h"
#include "blocks.h"
#include "buffer.h"
#include "costs.h"
#include "model.h"
#include "progress.h"

namespace descent {

struct Layer {
  std::size_t inputs, units;
  bool bias;
  Activation activation;
  std::size_t size() const { return (inputs + bias) * units; }  // coefficients: a matrix, the bias its first row
};

// What a network reads, in place: one pointer per column; weights and offset (added to the output's logit) may be
// nullptr. `scale` holds what an output's activation is multiplied by before it meets its target (empty: 1): responses
// of different size are then learnt at the same pace, and the cost stays that of the responses themselves.
struct Data {
  Columns x, y;
  const double *weights, *offset;
  std::size_t rows;
  std::vector<double> scale;
};

class Network : public Model {
 public:
  // keep: the share of hidden units that dropout leaves on (1: all); uniform draws from [0, 1) for it.
  Network(const Kernels& kernels, std::vector<Layer> layers, Cost cost, Data data, Progress* progress, double keep = 1,
          std::function<double()> uniform = nullptr);
  std::size_t size() const override { return size_; }
  std::size_t rows() const override { return data_.rows; }
  double evaluate(const Rows& rows, const double* theta, double* gradient) override;
  // What the units of a layer (0 is the first) give for all rows, one column per unit, before or after their
  // activation.
  void outputs(const double* theta, std::size_t layer, bool logit, double* values);
  // What the last layer gives for all rows, the targets minus that, and the cost, in one pass.
  double finish(const double* theta, double* fitted, double* residuals);

 private:
  void load(const Rows& rows, bool ahead);
  double weight_of(const Rows& rows);
  void forward(const double* theta, std::size_t last, bool drop);
  double output_cost();
  void multiply_outputs(double* x, double factor) const;
  void backward(const double* theta, double* gradient, bool add);
  void weight_gradient(std::size_t layer, double* gradient, bool add);
  const double* const* transposed_input(std::size_t layer);
  Shape shape(std::size_t layer) const { return {count_, layers_[layer].units}; }

  const Kernels& kernels_;
  const std::vector<Layer> layers_;
  const Cost cost_;
  const Data data_;
  Progress* progress_;
  const double keep_;
  const std::function<double()> uniform_;
  const std::size_t block_;  // rows at once
  Blocks blocks_;
  std::size_t size_ = 0;

  // The workspace of one block, allocated once. Its rows are padded(count_), padding repeating the last one.
  std::size_t count_ = 0;
  std::vector<Buffer> logit_, output_, delta_, mask_;              // one per layer, rows x units
  std::vector<std::vector<const double*>> input_, delta_columns_;  // one per layer: the columns, a bias' ones first
  Buffer ones_;
  Buffer transposed_;  // a layer's inputs, one column per sample
  std::vector<const double*> transposed_columns_;
  const double *targets_ = nullptr, *weights_ = nullptr, *offset_ = nullptr;  // of the loaded block
  Rows weighed_ = {nullptr, 0, 0};
  double weight_sum_ = 0;
};

}  // namespace descent

#endif
