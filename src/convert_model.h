// Models, data and maps from their lists, and training from lists to a list.
#ifndef DESCENT_CONVERT_MODEL_H
#define DESCENT_CONVERT_MODEL_H

#include "affine.h"
#include "convert.h"
#include "network.h"

namespace descent {

// A name from the table, or a list with the user's own functions.
Activation activation_of(SEXP choice, const Label& label);
// list(units = c(inputs, hidden ..., outputs), bias =, activations = list(...), cost =, dropout =)
std::vector<Layer> layers_of(const Fields& model);
// data: list(x =, y =, weights =, offset =, rows =, scale =); `targets`: y must be there.
Network network_of(const Fields& model, const Fields& data, bool targets, Progress* progress);
// list(inner =, outer =, blocks =, triangle = | forward = and backward =, scale =, origin =, cost =), or NULL: training
// and reported coefficients coincide. `size` is the number of coefficients that training moves.
Affine map_of(SEXP x, std::size_t size);
// Each optimizer's settings by their names, in the order of its row.
Rcpp::List optimizer_settings();
// Calls report(epoch, error) some times per second; it returns TRUE to stop training.
Progress progress_of(const Rcpp::Function& report);
// Trains a model: from the lists `training` and `state` to list(stop, epochs, history, state). validation may be
// nullptr; `random`: R's generator is in use.
Rcpp::List run_training(Model& model, Model* validation, const Affine& map, const Fields& training, const Fields& state,
                        Progress& progress, bool random);

}  // namespace descent

#endif
