// R's lists and vectors to the kernels' own types and back. Everything that comes from R is checked here, once: its
// type, and its size against what it belongs to. A message names what is missing or does not fit.
#ifndef DESCENT_CONVERT_H
#define DESCENT_CONVERT_H

#include <Rcpp/Lightest>

#include "columns.h"
#include "kernels.h"

namespace descent {

// ---- vectors, read where they are ---------------------------------------------------------------------------------

// What messages call a value: "x", "data$weights", "data$y[[2]]". It is put together where a message needs it; what it
// is made of must live as long.
class Label {
 public:
  Label(const char* name) : name_(name) {}
  Label(const Label& whole, const char* field) : whole_(&whole), name_(field) {}
  Label(const Label& whole, std::size_t element) : whole_(&whole), element_(element) {}
  friend std::ostream& operator<<(std::ostream& out, const Label& label);

 private:
  const Label* whole_ = nullptr;
  const char* name_ = nullptr;
  std::size_t element_ = 0;  // from 1
};

// "NULL", "3 numbers", "a list of length 3"
std::string describe(SEXP x);
// Stops: "`label` must be ..., not ..."
[[noreturn]] void refuse(const Label& label, const std::string& must, SEXP came);

// "1 number", "3 numbers"
std::string numbered(std::size_t n, const std::string& what);

constexpr std::size_t any_size = static_cast<std::size_t>(-1);
constexpr double largest_whole = 9007199254740992.0;  // 2^53: doubles count that far

// A double vector of R. Integers are refused: to read them would be to copy them.
struct Numbers {
  const double* begin;
  std::size_t size;
  const double* end() const { return begin + size; }
};
Numbers numbers(SEXP x, const Label& label, std::size_t size = any_size);
// NULL is nullptr.
const double* optional_numbers(SEXP x, const Label& label, std::size_t size);
// A double matrix, column-major.
struct Matrix {
  const double* begin;
  std::size_t rows, columns;
};
Matrix matrix(SEXP x, const Label& label, std::size_t rows = any_size, std::size_t columns = any_size);
// A double matrix, or a list of double vectors; any_size: of as many rows as the first column.
Columns columns(SEXP x, const Label& label, std::size_t rows);
std::size_t rows_of(SEXP x);
// A whole number, or several.
std::size_t count(SEXP x, const Label& label, double least = 0, double most = largest_whole);
std::vector<std::size_t> counts(SEXP x, const Label& label, double least, double most);
// Row numbers from 1 to `rows`, as many as `size`; NULL is nullptr: all rows.
const int* row_numbers(SEXP x, const Label& label, std::size_t rows, std::size_t size);

// ---- lists --------------------------------------------------------------------------------------------------------

// A list of R, whose fields are found by name.
class Fields {
 public:
  Fields(SEXP list, const Label& name);
  Fields(const Fields&) = delete;            // labels of its fields refer to it
  bool has(const char* field) const;         // there and not NULL
  SEXP operator[](const char* field) const;  // stops where there is none
  Label label(const char* field) const { return {name_, field}; }
  double number(const char* field) const;  // may be Inf or NaN
  std::size_t count(const char* field, double least = 0, double most = largest_whole) const;
  bool flag(const char* field) const;
  std::string text(const char* field) const;
  Numbers numbers(const char* field, std::size_t size = any_size) const;
  Numbers numbers_or_none(const char* field, std::size_t size) const;  // that many or none

 private:
  SEXP find(const char* field) const;  // nullptr where there is none
  SEXP list_, names_;
  Label name_;
};

// ---- to R ---------------------------------------------------------------------------------------------------------

// New vectors and matrices, not yet filled.
Rcpp::NumericVector new_vector(std::size_t size);
Rcpp::NumericMatrix new_matrix(std::size_t rows, std::size_t columns);
Rcpp::NumericVector copy_of(const Numbers& x);
Rcpp::NumericMatrix copy_of(const Matrix& x);
// A block as R sees it, and back: padding repeats the last row.
Rcpp::NumericVector without_padding(Shape shape, const double* block);
void add_padding(Shape shape, const double* from, double* block);

// Without this R would say "std::bad_alloc".
template <class Work>
auto within_memory(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    Rcpp::stop("there is not enough memory for this model and these data.");
  }
}

}  // namespace descent

#endif
