/*
 * A ggml backend of the kind "accelerator": llama.cpp gives it the operations of its graphs that are computed faster here, products
 * with W in K-quants (product.c) and attention (attention.c); all else stays with ggml's CPU backend. Weights and the cache are
 * read where they lie, in ordinary host memory.
 *
 * It runs on the compute threads of a CPU backend of ggml's: each operation is a small graph of one or two custom operations
 * (quantize x, multiply), with ggml's own barrier between them. Needs no library: what it uses of ggml comes by imp_backend_open.
 */
#include <stdatomic.h>
#include "attention.h"
#include "product.h"
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

/* The operation that runs: one at a time in a process, as ggml's graphs of one thread pool do. */
static struct {
    const struct ggml_tensor * w;
    const struct ggml_tensor * x;
    struct ggml_tensor * y;
    struct panel panel;
    struct attention attention;
    atomic_int columns, rows, heads; /* next pieces of work to take */
} job;

static struct imports ggml;
static struct ggml_cgraph * wide;   /* quantize, multiply */
static struct ggml_cgraph * narrow; /* multiply_few */
static struct ggml_cgraph * attention; /* attend */
static ggml_backend_t cpu; /* runs the graph on the caller's threads */
static int threads = 1;
static bool enabled;
static char * memory;
static int64_t memory_bytes;
/* Operations done since the library was loaded: tells a test that they ran here. */
static int64_t products, attentions;

/* Pieces of work, so that a slow core does not hold up the others. */
#define QUANTIZE_COLUMNS 8
#define PIECES 8 /* a thread, of the rows of W that meet few columns */

static void quantize(struct ggml_tensor * dst, int ith, int nth, void * data) {
    (void) dst; (void) ith; (void) nth; (void) data;
    const int64_t columns = job.x->ne[1];
    for (;;) {
        const int64_t first = QUANTIZE_COLUMNS * (int64_t) atomic_fetch_add(&job.columns, 1);
        if (first >= job.panel.columns) break;
        const int64_t last = first + QUANTIZE_COLUMNS < job.panel.columns ? first + QUANTIZE_COLUMNS : job.panel.columns;
        imp_quantize(job.panel, job.x->data, job.x->ne[0], columns, first, last);
    }
}

static void multiply(struct ggml_tensor * dst, int ith, int nth, void * data) {
    (void) dst; (void) nth; (void) data;
    const int64_t columns = job.x->ne[1];
    char * scratch = memory + imp_panel_bytes(job.x->ne[0], columns) + ith * imp_product_scratch(columns);
    for (;;) {
        const int64_t row = ROWS * (int64_t) atomic_fetch_add(&job.rows, 1);
        if (row >= job.w->ne[1]) break;
        imp_product(job.w->type, job.w->data, row, job.panel, job.y->data, job.y->nb[1] / sizeof(float), columns, scratch);
    }
}

/* Few columns: each thread quantizes all of x for itself, which costs less than waiting for each other once more. */
static void multiply_few(struct ggml_tensor * dst, int ith, int nth, void * data) {
    (void) dst; (void) data;
    const int64_t inputs = job.x->ne[0], columns = job.x->ne[1];
    struct panel panel = imp_panel_at(memory + ith * imp_panel_bytes(inputs, columns), inputs, columns);
    imp_quantize(panel, job.x->data, inputs, columns, 0, columns);
    /* W is read faster in long pieces: at the beginning of each nothing has been fetched ahead, and what is fetched behind its end is another thread's. */
    const int64_t rows = job.w->ne[1], piece = (rows / (nth * PIECES) + ROWS - 1) / ROWS * ROWS;
    for (;;) {
        const int64_t row = piece * (int64_t) atomic_fetch_add(&job.rows, 1);
        if (row >= rows) break;
        imp_dots(job.w->type, job.w->data, row, row + piece < rows ? row + piece : rows, panel, job.y->data, job.y->nb[1] / sizeof(float), columns);
    }
}

static void attend(struct ggml_tensor * dst, int ith, int nth, void * data) {
    (void) dst; (void) nth; (void) data;
    const struct attention * a = &job.attention;
    float * scratch = (float *) (memory + ith * imp_attend_scratch(a->keys, a->k_width, a->v_width));
    const int64_t step = a->queries < MIN_COLUMNS ? FEW_HEADS : 1;
    for (;;) {
        const int64_t first = step * (int64_t) atomic_fetch_add(&job.heads, 1);
        if (first >= a->heads) break;
        if (step == 1) imp_attend(a, first, 0, a->queries, scratch);
        else imp_attend_few(a, first, first + step < a->heads ? first + step : a->heads, scratch);
    }
}

static int64_t bytes_for(int64_t inputs, int64_t columns, int n) {
    return columns < MIN_COLUMNS ? n * imp_panel_bytes(inputs, columns) : imp_panel_bytes(inputs, columns) + n * imp_product_scratch(columns);
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
           threads * imp_attend_scratch(k->ne[1], k->ne[0], v->ne[0]) <= memory_bytes;
}

static void set_attention(struct ggml_tensor * op) {
    const struct ggml_tensor *q = op->src[0], *k = op->src[1], *v = op->src[2], *mask = op->src[3];
    float scale;
    __builtin_memcpy(&scale, op->op_params, sizeof scale);
    job.attention = (struct attention) {
        .q = q->data, .q_row = q->nb[1], .q_head = q->nb[2], .k = k->data, .k_row = k->nb[1], .k_head = k->nb[2], .v = v->data, .v_row = v->nb[1], .v_head = v->nb[2],
        .type = k->type, .mask = mask ? mask->data : NULL, .mask_row = mask ? mask->nb[1] / sizeof(uint16_t) : 0,
        .y = op->data, .y_row = op->nb[2] / sizeof(float), .y_head = op->nb[1] / sizeof(float),
        .queries = q->ne[1], .keys = k->ne[1], .k_width = k->ne[0], .v_width = v->ne[0], .heads = q->ne[2], .group = q->ne[2] / k->ne[2],
        .scale = scale,
    };
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
            return false;
    }
    const struct ggml_tensor *w = op->src[0], *x = op->src[1];
    const int64_t inputs = x->ne[0], columns = x->ne[1];
    /* op_params[1] holds ggml's hint that W is a Hadamard matrix, which has a faster way of its own */
    return enabled && op->op_params[1] == 0 && x->type == GGML_TYPE_F32 && imp_product_fits(w->type, inputs, w->ne[1]) &&
           w->ne[2] == 1 && w->ne[3] == 1 && w->view_src == NULL && contiguous(x, sizeof(float)) && x->nb[1] == inputs * sizeof(float) && contiguous(op, sizeof(float)) &&
           bytes_for(inputs, columns, threads) <= memory_bytes;
}

static enum ggml_status graph_compute(ggml_backend_t backend, struct ggml_cgraph * cgraph) {
    (void) backend;
    const struct graph_head * head = (const struct graph_head *) cgraph;
    for (int i = 0; i < head->n_nodes; i++) {
        struct ggml_tensor * node = head->nodes[i];
        if (!(node->flags & GGML_TENSOR_FLAG_COMPUTE)) continue;
        if (node->op == GGML_OP_FLASH_ATTN_EXT) {
            set_attention(node);
            atomic_store(&job.heads, 0);
            const enum ggml_status status = ggml.graph_compute(cpu, attention);
            if (status != GGML_STATUS_SUCCESS) return status;
            attentions++;
        }
        if (node->op != GGML_OP_MUL_MAT) continue;
        job.w = node->src[0];
        job.x = node->src[1];
        job.y = node;
        job.panel = imp_panel_at(memory, job.x->ne[0], job.x->ne[1]);
        atomic_store(&job.columns, 0);
        atomic_store(&job.rows, 0);
        const enum ggml_status status = ggml.graph_compute(cpu, job.x->ne[1] < MIN_COLUMNS ? narrow : wide);
        if (status != GGML_STATUS_SUCCESS) return status;
        products++;
    }
    return GGML_STATUS_SUCCESS;
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
    struct ggml_init_params params = { .mem_size = 64 * 1024, .mem_buffer = NULL, .no_alloc = false };
    struct ggml_context * context = ggml.init(params);
    if (!context) return 1;
    struct ggml_tensor * one = ggml.new_tensor_1d(context, GGML_TYPE_F32, 1);
    struct ggml_tensor * first = ggml.custom_4d(context, GGML_TYPE_F32, 1, 1, 1, 1, &one, 1, quantize, GGML_N_TASKS_MAX, NULL);
    struct ggml_tensor * second = ggml.custom_4d(context, GGML_TYPE_F32, 1, 1, 1, 1, &first, 1, multiply, GGML_N_TASKS_MAX, NULL);
    wide = ggml.new_graph_custom(context, 8, false);
    ggml.build_forward_expand(wide, second);
    const struct graph_head * head = (const struct graph_head *) wide;
    if (head->n_nodes != 2 || head->nodes[0] != first || head->nodes[1] != second) return 2;
    narrow = ggml.new_graph_custom(context, 8, false);
    ggml.build_forward_expand(narrow, ggml.custom_4d(context, GGML_TYPE_F32, 1, 1, 1, 1, &one, 1, multiply_few, GGML_N_TASKS_MAX, NULL));
    attention = ggml.new_graph_custom(context, 8, false);
    ggml.build_forward_expand(attention, ggml.custom_4d(context, GGML_TYPE_F32, 1, 1, 1, 1, &one, 1, attend, GGML_N_TASKS_MAX, NULL));
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

/* From now on: a CPU backend with n threads, and memory (64-byte aligned; none: ggml computes everything). Not while a graph runs. */
void imp_backend_use(ggml_backend_t with, int32_t n, void * at, int64_t bytes) {
    cpu = with;
    threads = n;
    memory = at;
    memory_bytes = bytes;
    enabled = at != NULL;
}

static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

/* Bytes of memory that products of so many inputs and columns need, and attention over so many keys to heads of so many inputs. */
int64_t imp_backend_bytes(int64_t inputs, int64_t columns, int64_t keys, int64_t head, int32_t n) {
    return larger(larger(bytes_for(inputs, columns, n), bytes_for(inputs, MIN_COLUMNS - 1, n)), n * imp_attend_scratch(keys, head, head));
}

int64_t imp_backend_products(void) { return products; }
int64_t imp_backend_attentions(void) { return attentions; }
