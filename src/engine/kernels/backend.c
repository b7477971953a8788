/*
 * A ggml backend of the kind "accelerator": llama.cpp gives it the operations of its graphs that are computed faster here, products
 * with W in K-quants (product.c), attention (attention.c), and where it takes the products also what lies between them (rows.c); all else
 * stays with ggml's CPU backend. Weights and the cache are read where they lie, in ordinary host memory.
 *
 * It runs on the compute threads of a CPU backend of ggml's: what it is given becomes a graph of custom operations, its steps, with
 * ggml's own barrier between them. Needs no library: what it uses of ggml comes by imp_backend_open.
 */
#include <stdatomic.h>
#include "attention.h"
#include "product.h"
#include "rows.h"
#include "ggml-backend-impl.h"

/* With fewer columns, W is not unpacked, nor are keys and values spread. */
#define MIN_COLUMNS 4
/* Contexts at a time. */
#define MAX_CONTEXTS 8

/* What is used of ggml, in the order in which the caller's table has it. */
struct imports {
    ggml_backend_buffer_type_t (*cpu_buffer_type)(void);
    void (*register_backend)(ggml_backend_reg_t reg);
    struct ggml_context * (*init)(struct ggml_init_params params);
    struct ggml_tensor * (*new_tensor_1d)(struct ggml_context * ctx, enum ggml_type type, int64_t ne0);
    struct ggml_tensor * (*custom_4d)(struct ggml_context * ctx, enum ggml_type type, int64_t ne0, int64_t ne1, int64_t ne2, int64_t ne3, struct ggml_tensor ** args,
                                      int n_args, ggml_custom_op_t fun, int n_tasks, void * userdata);
    struct ggml_cgraph * (*new_graph_custom)(struct ggml_context * ctx, size_t size, bool grads);
    void (*build_forward_expand)(struct ggml_cgraph * graph, struct ggml_tensor * tensor);
    enum ggml_status (*graph_compute)(ggml_backend_t backend, struct ggml_cgraph * graph);
};

/* The graph's nodes, of ggml's internal struct ggml_cgraph; see imp_backend_open, which checks it. */
struct graph_head { int size, n_nodes, n_leafs; struct ggml_tensor ** nodes; };

/* One thing that all threads do before any of them goes on to the next. */
struct step {
    void (*run)(struct step * step, int ith, int nth);
    const struct ggml_tensor * node;
    bool rounded;    /* x lies quantized in memory already */
    atomic_int next; /* piece of work, or row of W, to take */
};

/* At most so many at a time; what needs more goes in several graphs. */
#define MAX_STEPS 64

static struct imports ggml;
static struct ggml_cgraph * chain; /* a custom operation for each step: as many of them run as there are steps */
static struct step steps[MAX_STEPS];
static int step_count;
static ggml_backend_t cpu; /* runs the graph on the caller's threads */
static int threads = 1;
static bool enabled;
static bool between; /* what lies between products is taken as well */
static char * memory;
static int64_t memory_bytes;
/* Operations done since the library was loaded: shows a test that they ran here. */
static int64_t products, attentions;

/* Pieces of work, so that a slow core does not hold up the others. */
#define QUANTIZE_COLUMNS 8
#define SHARE 4 /* of what is left of W, each thread takes one of so many parts */

static inline int64_t take(struct step * step) { return atomic_fetch_add(&step->next, 1); }

/*
 * Takes rows [first, last) of W, a multiple of `unit` or all that are left; false when none are. Long pieces first, since W is read faster in
 * them: at the beginning of each nothing has been fetched, and what is fetched past its end is another thread's. Short ones at the end,
 * since the last one is waited for.
 */
static inline bool take_rows(struct step * step, int rows, int nth, int unit, int64_t * first, int64_t * last) {
    int at = atomic_load(&step->next), piece;
    do {
        if (at >= rows) return false;
        piece = ((rows - at) / (nth * SHARE * unit) + 1) * unit;
    } while (!atomic_compare_exchange_weak(&step->next, &at, at + piece));
    *first = at;
    *last = at + piece < rows ? at + piece : rows;
    return true;
}

static void quantize(struct step * step, int ith, int nth) {
    (void) ith; (void) nth;
    const struct ggml_tensor * x = step->node->src[1];
    const struct panel panel = imp_panel_at(memory, x->ne[0], x->ne[1]);
    for (;;) {
        const int64_t first = QUANTIZE_COLUMNS * take(step);
        if (first >= panel.columns) break;
        const int64_t last = first + QUANTIZE_COLUMNS < panel.columns ? first + QUANTIZE_COLUMNS : panel.columns;
        imp_quantize(panel, x->data, x->ne[0], x->ne[1], first, last);
    }
}

static void multiply(struct step * step, int ith, int nth) {
    const struct ggml_tensor * y = step->node, * w = y->src[0], * x = y->src[1];
    const struct panel panel = imp_panel_at(memory, x->ne[0], x->ne[1]);
    char * scratch = memory + imp_panel_bytes(x->ne[0], x->ne[1]) + ith * imp_product_scratch(x->ne[1]);
    const int64_t unit = TILES * ROWS;
    int64_t first, last;
    while (take_rows(step, w->ne[1], nth, unit, &first, &last)) {
        for (int64_t row = first; row < last; row += unit) {
            imp_product(w->type, w->data, row, last - row < unit ? last - row : unit, panel, y->data, y->nb[1] / sizeof(float), x->ne[1], scratch);
        }
    }
}

/* Few columns: each thread quantizes all of x for itself, which costs less than waiting for each other once more. */
static void multiply_few(struct step * step, int ith, int nth) {
    const struct ggml_tensor * y = step->node, * w = y->src[0], * x = y->src[1];
    const int64_t inputs = x->ne[0], columns = x->ne[1];
    struct panel panel = imp_panel_at(memory + ith * imp_panel_bytes(inputs, columns), inputs, columns);
    if (!step->rounded) imp_quantize(panel, x->data, inputs, columns, 0, columns);
    int64_t first, last;
    while (take_rows(step, w->ne[1], nth, ROWS, &first, &last)) imp_dots(w->type, w->data, first, last, panel, y->data, y->nb[1] / sizeof(float), columns);
}

static struct attention attention_of(const struct ggml_tensor * op) {
    const struct ggml_tensor *q = op->src[0], *k = op->src[1], *v = op->src[2], *mask = op->src[3];
    float scale;
    __builtin_memcpy(&scale, op->op_params, sizeof scale);
    return (struct attention) {
        .q = q->data, .q_row = q->nb[1], .q_head = q->nb[2], .k = k->data, .k_row = k->nb[1], .k_head = k->nb[2], .v = v->data, .v_row = v->nb[1], .v_head = v->nb[2],
        .type = k->type, .mask = mask ? mask->data : NULL, .mask_row = mask ? mask->nb[1] / sizeof(uint16_t) : 0,
        .y = op->data, .y_row = op->nb[2] / sizeof(float), .y_head = op->nb[1] / sizeof(float),
        .queries = q->ne[1], .keys = k->ne[1], .k_width = k->ne[0], .v_width = v->ne[0], .heads = q->ne[2], .group = q->ne[2] / k->ne[2],
        .scale = scale,
    };
}

static void attend(struct step * step, int ith, int nth) {
    (void) nth;
    const struct attention a = attention_of(step->node);
    float * scratch = (float *) (memory + ith * imp_attend_scratch(a.keys, a.k_width, a.v_width));
    for (int64_t head = take(step); head < a.heads; head = take(step)) imp_attend(&a, head, 0, a.queries, scratch);
}

/* Few queries: after the threads' scratch, the results of the parts. */
static inline float * parts_of(const struct attention * a, int nth) { return (float *) (memory + nth * imp_attend_part_scratch(a->heads)); }

static void attend_parts(struct step * step, int ith, int nth) {
    const struct attention a = attention_of(step->node);
    const int64_t count = imp_attend_parts(&a);
    float * scratch = (float *) (memory + ith * imp_attend_part_scratch(a.heads));
    for (int64_t part = take(step); part < count; part = take(step)) imp_attend_part(&a, part, scratch, parts_of(&a, nth));
}

static void join_parts(struct step * step, int ith, int nth) {
    const struct attention a = attention_of(step->node);
    const int64_t count = imp_attend_parts(&a);
    for (int64_t head = ith; head < a.heads; head += nth) imp_attend_join(&a, count, head, parts_of(&a, nth));
}

static void row_by_row(struct step * step, int ith, int nth) { imp_rows(step->node, ith, nth); }

static void run_step(struct ggml_tensor * dst, int ith, int nth, void * step) {
    (void) dst;
    ((struct step *) step)->run(step, ith, nth);
}

static int64_t bytes_for(int64_t inputs, int64_t columns, int n) {
    return columns < MIN_COLUMNS ? n * imp_panel_bytes(inputs, columns) : imp_panel_bytes(inputs, columns) + n * imp_product_scratch(columns);
}

static int64_t bytes_to_attend(int64_t queries, int64_t keys, int64_t heads, int64_t k_width, int64_t v_width, int n) {
    if (queries >= MIN_COLUMNS) return n * imp_attend_scratch(keys, k_width, v_width);
    return n * imp_attend_part_scratch(heads) + imp_attend_parts_bytes(keys, queries, heads, v_width);
}

static bool contiguous(const struct ggml_tensor * t, size_t size) { return t->nb[0] == size && t->ne[2] == 1 && t->ne[3] == 1; }

static inline size_t type_bytes(const struct ggml_tensor * t) { return t->type == GGML_TYPE_F16 ? sizeof(uint16_t) : sizeof(float); }

/* ggml_flash_attn_ext's parameters are scale, ALiBi's slope, and the cap of the scores. */
static bool attends(const struct ggml_tensor * op) {
    const struct ggml_tensor *q = op->src[0], *k = op->src[1], *v = op->src[2], *mask = op->src[3];
    return enabled && op->op_params[1] == 0 && op->op_params[2] == 0 && !op->src[4] && q->type == GGML_TYPE_F32 && op->type == GGML_TYPE_F32 &&
           (k->type == GGML_TYPE_F16 || k->type == GGML_TYPE_F32) && v->type == k->type && k->ne[0] % 8 == 0 && v->ne[0] % 8 == 0 && k->ne[1] == v->ne[1] &&
           q->ne[2] % k->ne[2] == 0 && k->ne[2] == v->ne[2] && q->ne[3] == 1 && k->ne[3] == 1 && v->ne[3] == 1 &&
           q->nb[0] == sizeof(float) && k->nb[0] == type_bytes(k) && v->nb[0] == type_bytes(v) &&
           (!mask || (mask->type == GGML_TYPE_F16 && mask->nb[0] == sizeof(uint16_t) && mask->ne[0] == k->ne[1] && mask->ne[0] % 16 == 0 && mask->ne[2] == 1 && mask->ne[3] == 1)) &&
           bytes_to_attend(q->ne[1], k->ne[1], q->ne[2], k->ne[0], v->ne[0], threads) <= memory_bytes;
}

static bool supports_op(ggml_backend_dev_t dev, const struct ggml_tensor * op) {
    (void) dev;
    switch (op->op) {
        case GGML_OP_NONE:
        case GGML_OP_RESHAPE:
        case GGML_OP_VIEW:
        case GGML_OP_PERMUTE:
        case GGML_OP_TRANSPOSE:
            return true;
        case GGML_OP_FLASH_ATTN_EXT:
            return attends(op);
        case GGML_OP_MUL_MAT:
            break;
        default:
            return enabled && between && imp_rows_fits(op);
    }
    const struct ggml_tensor *w = op->src[0], *x = op->src[1];
    const int64_t inputs = x->ne[0], columns = x->ne[1];
    /* op_params[1] holds ggml's hint that W is a Hadamard matrix, which has a faster way of its own */
    return enabled && op->op_params[1] == 0 && x->type == GGML_TYPE_F32 && imp_product_fits(w->type, inputs, w->ne[1]) &&
           w->ne[2] == 1 && w->ne[3] == 1 && w->view_src == NULL && contiguous(x, sizeof(float)) && x->nb[1] == inputs * sizeof(float) && contiguous(op, sizeof(float)) &&
           bytes_for(inputs, columns, threads) <= memory_bytes;
}

static enum ggml_status run_steps(void) {
    if (step_count == 0) return GGML_STATUS_SUCCESS;
    ((struct graph_head *) chain)->n_nodes = step_count;
    step_count = 0;
    return ggml.graph_compute(cpu, chain);
}

static struct step * add_step(void (*run)(struct step *, int, int), const struct ggml_tensor * node) {
    struct step * step = &steps[step_count++];
    *step = (struct step) { .run = run, .node = node };
    return step;
}

static enum ggml_status graph_compute(ggml_backend_t backend, struct ggml_cgraph * cgraph) {
    (void) backend;
    const struct graph_head * head = (const struct graph_head *) cgraph;
    const struct ggml_tensor * rounded = NULL; /* lies quantized in memory: several products of one x follow each other */
    step_count = 0;
    for (int i = 0; i < head->n_nodes; i++) {
        const struct ggml_tensor * node = head->nodes[i];
        if (!(node->flags & GGML_TENSOR_FLAG_COMPUTE)) continue;
        if (step_count + 2 > MAX_STEPS) {
            const enum ggml_status status = run_steps();
            if (status != GGML_STATUS_SUCCESS) return status;
        }
        switch (node->op) {
            case GGML_OP_NONE:
            case GGML_OP_RESHAPE:
            case GGML_OP_VIEW:
            case GGML_OP_PERMUTE:
            case GGML_OP_TRANSPOSE:
                break;
            case GGML_OP_FLASH_ATTN_EXT:
                if (node->src[0]->ne[1] < MIN_COLUMNS) {
                    add_step(attend_parts, node);
                    add_step(join_parts, node);
                } else add_step(attend, node);
                rounded = NULL; /* takes the same memory */
                attentions++;
                break;
            case GGML_OP_MUL_MAT: {
                const struct ggml_tensor * x = node->src[1];
                const bool few = x->ne[1] < MIN_COLUMNS;
                if (few) add_step(multiply_few, node)->rounded = rounded == x;
                else {
                    if (rounded != x) add_step(quantize, node);
                    add_step(multiply, node);
                }
                rounded = x;
                products++;
                break;
            }
            default:
                add_step(row_by_row, node);
        }
    }
    return run_steps();
}

/* --- what ggml asks of a backend ----------------------------------------------------------------------------------- */

static struct ggml_backend_reg registry;
static struct ggml_backend_device device;
static struct ggml_backend contexts[MAX_CONTEXTS];

static const char * backend_name(ggml_backend_t backend) { (void) backend; return "Imp"; }
static void backend_free(ggml_backend_t backend) { backend->device = NULL; }

static ggml_guid_t guid(void) {
    static ggml_guid value = { 0x49, 0x6d, 0x70, 0x20, 0x70, 0x72, 0x6f, 0x64, 0x75, 0x63, 0x74, 0x73, 0x0a, 0x9c, 0x1e, 0x57 };
    return &value;
}

static ggml_backend_t init_backend(ggml_backend_dev_t dev, const char * params) {
    (void) params;
    for (int i = 0; i < MAX_CONTEXTS; i++) {
        if (contexts[i].device) continue;
        contexts[i].guid = guid();
        contexts[i].iface.get_name = backend_name;
        contexts[i].iface.free = backend_free;
        contexts[i].iface.graph_compute = graph_compute;
        contexts[i].device = dev;
        return &contexts[i];
    }
    return NULL;
}

static const char * device_name(ggml_backend_dev_t dev) { (void) dev; return "Imp"; }
static enum ggml_backend_dev_type device_type(ggml_backend_dev_t dev) { (void) dev; return GGML_BACKEND_DEVICE_TYPE_ACCEL; }
static void device_memory(ggml_backend_dev_t dev, size_t * free, size_t * total) { (void) dev; *free = *total = 0; }
static ggml_backend_buffer_type_t buffer_type(ggml_backend_dev_t dev) { (void) dev; return ggml.cpu_buffer_type(); }

static void device_props(ggml_backend_dev_t dev, struct ggml_backend_dev_props * props) {
    *props = (struct ggml_backend_dev_props) { .name = device_name(dev), .description = device_name(dev), .type = device_type(dev) };
}

/* Any memory of ggml's own layout that the processor reads: plain and memory-mapped weights, not repacked ones. */
static bool supports_buft(ggml_backend_dev_t dev, ggml_backend_buffer_type_t buft) { (void) dev; return buft->iface.is_host && buft->iface.is_host(buft); }

static const char * registry_name(ggml_backend_reg_t reg) { (void) reg; return "Imp"; }
static size_t device_count(ggml_backend_reg_t reg) { (void) reg; return 1; }
static ggml_backend_dev_t get_device(ggml_backend_reg_t reg, size_t index) { (void) reg; (void) index; return &device; }

/*
 * Registers the backend with ggml; once in a process, before contexts are made.
 * -> 0, or a step at which ggml was not what this was built for.
 */
int32_t imp_backend_open(const struct imports * imports) {
    ggml = *imports;
    struct ggml_init_params params = { .mem_size = 64 * 1024 + MAX_STEPS * 1024, .mem_buffer = NULL, .no_alloc = false };
    struct ggml_context * context = ggml.init(params);
    if (!context) return 1;
    struct ggml_tensor * last = ggml.new_tensor_1d(context, GGML_TYPE_F32, 1);
    for (int i = 0; i < MAX_STEPS; i++) last = ggml.custom_4d(context, GGML_TYPE_F32, 1, 1, 1, 1, &last, 1, run_step, GGML_N_TASKS_MAX, &steps[i]);
    chain = ggml.new_graph_custom(context, 2 * MAX_STEPS, false);
    ggml.build_forward_expand(chain, last);
    const struct graph_head * head = (const struct graph_head *) chain;
    if (head->n_nodes != MAX_STEPS || head->nodes[MAX_STEPS - 1] != last || head->nodes[0] != head->nodes[1]->src[0]) return 2;
    device.iface.get_name = device.iface.get_description = device_name;
    device.iface.get_memory = device_memory;
    device.iface.get_type = device_type;
    device.iface.get_props = device_props;
    device.iface.init_backend = init_backend;
    device.iface.get_buffer_type = buffer_type;
    device.iface.supports_op = supports_op;
    device.iface.supports_buft = supports_buft;
    device.reg = &registry;
    registry.api_version = GGML_BACKEND_API_VERSION;
    registry.iface.get_name = registry_name;
    registry.iface.get_device_count = device_count;
    registry.iface.get_device = get_device;
    ggml.register_backend(&registry);
    return 0;
}

/*
 * From now on: a CPU backend with n threads, and memory (64-byte aligned; none: ggml computes everything). Not while a graph runs.
 * `rows`: whether to take what lies between products as well (rows.h); worth it where most of the products are taken.
 */
void imp_backend_use(ggml_backend_t with, int32_t n, void * at, int64_t bytes, bool rows) {
    cpu = with;
    threads = n;
    memory = at;
    memory_bytes = bytes;
    enabled = at != NULL;
    between = rows;
}

static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

/* Bytes of memory that products of so many inputs and columns need, and attention over so many keys to so many heads of so many inputs. */
int64_t imp_backend_bytes(int64_t inputs, int64_t columns, int64_t keys, int64_t heads, int64_t head, int32_t n) {
    const int64_t product = larger(bytes_for(inputs, columns, n), bytes_for(inputs, MIN_COLUMNS - 1, n));
    return larger(product, larger(bytes_to_attend(MIN_COLUMNS, keys, heads, head, head, n), bytes_to_attend(MIN_COLUMNS - 1, keys, heads, head, head, n)));
}

int64_t imp_backend_products(void) { return products; }
int64_t imp_backend_attentions(void) { return attentions; }
