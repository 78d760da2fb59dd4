using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Polpo.Tests.Architecture;

/// <summary>The product's assemblies as they were built, with their line numbers.</summary>
internal static class BuiltCode
{
    private static readonly string[] Names =
    [
        "Polpo.Client",
        "Polpo.Engine",
        "Polpo.Core",
        "polpo-runner",
        "Polpo.Server",
        "polpo",
    ];

    public static IReadOnlyList<AssemblyDefinition> Assemblies { get; } = [.. Names.Select(Read)];

    /// <summary>All types that people wrote, nested ones too.</summary>
    public static IEnumerable<TypeDefinition> Types =>
        Assemblies
            .SelectMany(assembly => assembly.MainModule.GetAllTypes())
            .Where(type => type.Name != "<Module>" && !IsGenerated(type));

    /// <summary>Written by the compiler or by a source generator.</summary>
    public static bool IsGenerated(TypeDefinition type) =>
        type.Name.Contains('<')
        || type.Namespace.StartsWith("System.", StringComparison.Ordinal)
        || type.Namespace.StartsWith("Microsoft.", StringComparison.Ordinal)
        || Has<CompilerGeneratedAttribute>(type)
        || type.Name is "Program"
        || type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "GeneratedCodeAttribute")
        || (type.DeclaringType is { } outer && IsGenerated(outer));

    public static bool Has<T>(ICustomAttributeProvider member) =>
        member.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == typeof(T).FullName);

    /// <summary>The name without the arity of a generic type, with the outer type's.</summary>
    public static string NameOf(TypeReference type) => type.FullName.Replace('/', '.').Split('`')[0];

    /// <summary>Every type that a type mentions: in its shape and in its code, the compiler's helper types of it included.</summary>
    public static IEnumerable<TypeReference> Mentions(TypeDefinition type) =>
        type
            .Interfaces.Select(one => one.InterfaceType)
            .Concat(type.BaseType is { } parent ? [parent] : [])
            .Concat(type.Fields.Select(field => field.FieldType))
            .Concat(type.Methods.SelectMany(Mentions))
            .Concat(type.NestedTypes.Where(inner => inner.Name.Contains('<')).SelectMany(Mentions))
            .SelectMany(Parts);

    private static IEnumerable<TypeReference> Mentions(MethodDefinition method)
    {
        IEnumerable<TypeReference> shape =
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
        ];
        if (!method.HasBody)
            return shape;
        return shape
            .Concat(method.Body.Variables.Select(variable => variable.VariableType))
            .Concat(method.Body.Instructions.SelectMany(Mentions));
    }

    private static IEnumerable<TypeReference> Mentions(Instruction instruction) =>
        instruction.Operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.DeclaringType, field.FieldType],
            GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments],
            MethodReference method => [method.DeclaringType, method.ReturnType],
            _ => [],
        };

    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
            TypeSpecification inner => Parts(inner.ElementType),
            GenericParameter => [],
            _ => [type],
        };

    private static AssemblyDefinition Read(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        return AssemblyDefinition.ReadAssembly(
            path,
            new ReaderParameters
            {
                AssemblyResolver = resolver,
                ReadSymbols = File.Exists(Path.ChangeExtension(path, ".pdb")),
            }
        );
    }
}
