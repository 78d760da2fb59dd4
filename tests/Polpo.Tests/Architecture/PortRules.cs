using Mono.Cecil;

namespace Polpo.Tests.Architecture;

public sealed class PortRules
{
    [Fact]
    public void An_interface_has_two_implementations_or_is_an_approved_port()
    {
        var types = BuiltCode.Types.ToList();
        var implemented = types
            .Where(type => type is { IsInterface: false, IsAbstract: false })
            .SelectMany(type => Interfaces(type).Distinct())
            .ToLookup(name => name);
        var single = types
            .Where(type => type.IsInterface && implemented[type.FullName].Count() < 2)
            .Select(BuiltCode.NameOf);
        Exceptions.ShouldBeListed(
            "ports",
            "An interface needs two real implementations, or is a port that is listed with its reason.",
            single
        );
    }

    private static IEnumerable<string> Interfaces(TypeDefinition? type)
    {
        for (
            ;
            type is not null && type.Module.Assembly.Name.Name.StartsWith("polpo", StringComparison.OrdinalIgnoreCase);
            type = type.BaseType?.Resolve()
        )
            foreach (var one in type.Interfaces)
                yield return one.InterfaceType.FullName.Split('<')[0];
    }
}
