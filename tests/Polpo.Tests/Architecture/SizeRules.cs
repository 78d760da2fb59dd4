using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Polpo.Tests.Architecture;

public sealed class SizeRules
{
    private const int LongestFile = 400,
        LongestMethod = 40,
        MostParameters = 8,
        MostMethods = 10;

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        string[] kinds = [".cs", ".ts", ".tsx", ".css", ".sh", ".sql"];
        var written = SourceTree.Files.Where(path =>
            path.Split('/')[0] is "src" or "tests" or "bench" && kinds.Contains(Path.GetExtension(path))
        );
        Exceptions.ShouldBeListed(
            "long-files",
            "A file is one concept: at most 400 lines.",
            written.Where(path => SourceTree.Read(path).AsSpan().Count('\n') > LongestFile)
        );
    }

    [Fact]
    public void No_method_is_longer_than_40_lines()
    {
        var tooLong =
            from type in BuiltCode.Types.Concat(BuiltCode.Types.SelectMany(Helpers))
            from method in type.Methods
            where Lines(method) > LongestMethod
            select $"{BuiltCode.NameOf(type.Name.Contains('<') ? type.DeclaringType : type)}.{Named(type, method)}";
        Exceptions.ShouldBeListed("long-methods", "A method does one thing: at most 40 lines.", tooLong);
    }

    [Fact]
    public void No_constructor_takes_more_than_8_parameters()
    {
        // Records of facts and values are filled by name and may be wide.
        var wide =
            from type in BuiltCode.Types
            where
                !IsRecord(type)
                && type.Methods.Any(method => method.IsConstructor && method.Parameters.Count > MostParameters)
            select BuiltCode.NameOf(type);
        Exceptions.ShouldBeListed("wide-constructors", "What needs more than 8 parts does more than one thing.", wide);
    }

    [Fact]
    public void No_type_has_more_than_10_public_methods()
    {
        var broad =
            from type in BuiltCode.Types
            where !type.IsInterface && type.Methods.Count(IsOwn) > MostMethods
            select BuiltCode.NameOf(type);
        Exceptions.ShouldBeListed("broad-types", "A type does one thing: at most 10 public methods.", broad);
    }

    private static bool IsOwn(MethodDefinition method) =>
        method.IsPublic
        && !method.IsConstructor
        && !method.IsSpecialName
        && !(method.IsVirtual && method.IsReuseSlot)
        && !method.Name.Contains('<')
        && !BuiltCode.Has<System.Runtime.CompilerServices.CompilerGeneratedAttribute>(method)
        && !(method.IsVirtual && method.IsNewSlot && method.IsFinal && method.Overrides.Count > 0);

    private static bool IsRecord(TypeDefinition type) =>
        type.Methods.Any(method => method.Name == "<Clone>$")
        || (type.IsValueType && type.Methods.Any(method => method.Name == "PrintMembers"));

    private static IEnumerable<TypeDefinition> Helpers(TypeDefinition type) =>
        type.NestedTypes.Where(inner => inner.Name.Contains('<')).SelectMany(inner => Helpers(inner).Prepend(inner));

    /// <summary>The method that people wrote: a lambda or an async body is found in the compiler's <c>&lt;Name&gt;…</c>.</summary>
    private static string Named(TypeDefinition type, MethodDefinition method)
    {
        var name = method.Name == "MoveNext" ? type.Name : method.Name;
        return name.StartsWith('<') ? name[1..name.IndexOf('>')] : name;
    }

    private static int Lines(MethodDefinition method)
    {
        if (method.Name is ".ctor" or ".cctor" || !method.DebugInformation.HasSequencePoints)
            return 0;
        // Generated parts of partial types have documents of their own, under obj.
        var points = method
            .DebugInformation.SequencePoints.Where(point => !point.IsHidden && !IsGenerated(point.Document))
            .ToList();
        return points.Count == 0 ? 0 : points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 1;
    }

    private static bool IsGenerated(Document document) =>
        document.Url.Contains("/obj/", StringComparison.Ordinal)
        || document.Url.EndsWith(".g.cs", StringComparison.Ordinal);
}
