/** The package's entry for Node is CommonJS in a package of type "module": only this file of it loads. */
declare module 'wgsl_reflect/wgsl_reflect.module.js' {
  export { WgslReflect } from 'wgsl_reflect';
}
