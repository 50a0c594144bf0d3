import { join } from 'node:path';
import ts from 'typescript';

/** Entries of the core that people import, by their path from its sources. */
export const ENTRIES = ['index.ts', 'node/index.ts', 'testing/index.ts'];

/**
 * What an entry exports without a doc comment: names, and `Type.member` for the members of interfaces and classes. Types that
 * are generated have their comments from the schemas.
 */
export function undocumentedIn(root: string, entries: readonly string[]): string[] {
  const folder = join(root, 'shared-core/src');
  const files = entries.map((entry) => join(folder, entry));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    allowImportingTsExtensions: true,
    noEmit: true,
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const missing = new Set<string>();
  const isDocumented = (symbol: ts.Symbol): boolean => symbol.getDocumentationComment(checker).length > 0;
  const isOurs = (node: ts.Node): boolean => {
    const { fileName } = node.getSourceFile();
    return fileName.startsWith(folder) && !fileName.includes('/generated/');
  };

  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is not a module.`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const declarations = (symbol.declarations ?? []).filter(isOurs);
      if (declarations.length === 0 || declarations.some(ts.isSourceFile)) continue;
      if (!isDocumented(symbol)) missing.add(exported.name);
      for (const declaration of declarations)
        if (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration))
          for (const { name: node } of declaration.members) {
            if (node === undefined || ts.isPrivateIdentifier(node)) continue;
            const name = checker.getSymbolAtLocation(node);
            // What a class does for a port is said there.
            const isOfPort = ts.isClassDeclaration(declaration) && declaration.heritageClauses !== undefined;
            if (name !== undefined && !isOfPort && !isDocumented(name))
              missing.add(`${exported.name}.${name.name}`);
          }
    }
  }
  return [...missing].sort();
}
