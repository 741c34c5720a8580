#include "random.h"

#include <R_ext/Random.h>

namespace descent {

double uniform() { return unif_rand(); }

// sample() draws entry j of the n that are left, and puts the last of them in its place. Here the drawn ones gather at
// the end, so that one array does.
void shuffle_as_sample(std::vector<Index>& order) {
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Index>(i);
  for (std::size_t n = order.size(); n > 0; --n)
    std::swap(order[static_cast<std::size_t>(R_unif_index(static_cast<double>(n)))], order[n - 1]);
  std::reverse(order.begin(), order.end());
}

Rcpp::RObject random_seed() {
  PutRNGstate();
  return Rcpp::Environment::global_env().get(".Random.seed");
}

}  // namespace descent
