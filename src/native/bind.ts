/** How a C function is declared and called: one line of C beside one line of TypeScript, bound by koffi on first use. */
import koffi from 'koffi';

/** An address in native memory; null is C's NULL. Who owns what it points to stands at each function. */
export type Ptr = bigint | null;
/** A typed array or buffer whose memory a native call may read or write while it runs. */
export type Memory = Float32Array | Int32Array | Int8Array | Uint8Array | Uint16Array | BigInt64Array;

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyFunction = (...args: any[]) => unknown;

export interface CFunction<F extends AnyFunction> {
  readonly signature: string;
  /** Carries the TypeScript type only. */
  readonly type?: F;
}

/** Declares a C function: koffi's prototype text, and the same as a TypeScript type. */
export const c = <F extends AnyFunction>(signature: string): CFunction<F> => ({ signature });

/** A bound function; `later` runs it on a worker thread. Every buffer passed to `later` must stay referenced until it settles. */
export type Native<F extends AnyFunction> = F & { later(...args: Parameters<F>): Promise<ReturnType<F>> };

export type Bound<Table> = { readonly [K in keyof Table]: Table[K] extends CFunction<infer F> ? Native<F> : never };

/** Finds the callable that a declaration names. `async` takes a last callback argument. */
export type Lookup = (signature: string, name: string) => AnyFunction & { async?: AnyFunction };

/** Binds tables of declarations; each symbol is looked up when it is first used. */
export function bind<Table extends object>(table: Table, lookup: Lookup): Bound<Table> {
  const bound = {};
  for (const [name, declaration] of Object.entries(table) as [string, CFunction<AnyFunction>][]) {
    Object.defineProperty(bound, name, {
      configurable: true,
      enumerable: true,
      get() {
        const call = lookup(declaration.signature, name);
        const later = (...args: unknown[]) =>
          new Promise<unknown>((resolve, reject) =>
            call.async!(...args, (error: unknown, result: unknown) =>
              error ? reject(error as Error) : resolve(result),
            ),
          );
        const native = Object.assign((...args: unknown[]) => call(...args), { later });
        Object.defineProperty(bound, name, { value: native, enumerable: true });
        return native;
      },
    });
  }
  return bound as Bound<Table>;
}

/** Turns an array's memory into a pointer for a struct field; the array must outlive the struct's use. */
export const pointerTo = (memory: Memory): unknown => koffi.as(memory, 'void *');

/** Reads the pointer stored at an address. */
export const readPointer = (address: unknown): Ptr => koffi.decode(address, 'void *') as Ptr;
