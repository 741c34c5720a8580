// The user's own activations and costs: two vectorised R functions each.
#ifndef DESCENT_CUSTOM_H
#define DESCENT_CUSTOM_H

#include "activations.h"
#include "convert.h"
#include "costs.h"

namespace descent {

// list(value = function(z), slope = function(z))
Activation own_activation(const Fields& functions);
// list(value = function(d, y), slope = function(d, y))
Cost own_cost(const Fields& functions);

}  // namespace descent

#endif
