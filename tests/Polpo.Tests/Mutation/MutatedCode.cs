using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Xunit;

namespace Polpo.Tests.Mutation;

/// <summary>The tests once more, beside themselves, on a core with one mutant in it.</summary>
internal sealed class MutatedCode : AssemblyLoadContext
{
    private static readonly string Folder = AppContext.BaseDirectory;

    private readonly byte[] _core;

    private MutatedCode(byte[] core)
        : base(isCollectible: true) => _core = core;

    /// <summary>Whether one of the tests notices.</summary>
    /// <param name="tests">Classes of facts and theories that need nothing but the code.</param>
    public static bool IsKilled(Mutant? mutant, IEnumerable<string> tests)
    {
        var context = new MutatedCode(Build(mutant));
        try
        {
            var assembly = context.LoadFromAssemblyPath(Path.Combine(Folder, "Polpo.Tests.dll"));
            return tests.Any(test => Fails(assembly.GetType(test, throwOnError: true)!));
        }
        finally
        {
            context.Unload();
        }
    }

    public static ModuleDefinition Read() => ModuleDefinition.ReadModule(Path.Combine(Folder, "Polpo.Core.dll"));

    protected override Assembly? Load(AssemblyName name) =>
        name.Name == "Polpo.Core" ? LoadFromStream(new MemoryStream(_core)) : null;

    private static byte[] Build(Mutant? mutant)
    {
        using var module = Read();
        mutant?.Apply(module);
        using var written = new MemoryStream();
        module.Write(written);
        return written.ToArray();
    }

    private static bool Fails(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.IsDefined(typeof(FactAttribute)))
            .Any(method => Cases(method).Any(arguments => Fails(type, method, arguments)));

    private static IEnumerable<object?[]> Cases(MethodInfo method) =>
        method.GetParameters().Length == 0
            ?
            [
                [],
            ]
            : method.GetCustomAttributes<InlineDataAttribute>().Select(data => Values(method, data.Data));

    /// <summary>An enum of this context's core, for a number that the attribute has of another.</summary>
    private static object?[] Values(MethodInfo method, object?[] data) =>
        [
            .. method
                .GetParameters()
                .Select((parameter, index) => (Type: parameter.ParameterType, Value: data[index]))
                .Select(one => (Type: Nullable.GetUnderlyingType(one.Type) ?? one.Type, one.Value))
                .Select(one =>
                    one is { Type.IsEnum: true, Value: not null } ? Enum.ToObject(one.Type, one.Value) : one.Value
                ),
        ];

    private static bool Fails(Type type, MethodInfo method, object?[] arguments)
    {
        var test = Activator.CreateInstance(type);
        try
        {
            method.Invoke(test, arguments);
            return false;
        }
        catch (TargetInvocationException)
        {
            return true;
        }
        finally
        {
            (test as IDisposable)?.Dispose();
        }
    }
}
