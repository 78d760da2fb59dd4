using System.Reflection;
using System.Text;
using Polpo.Engine.Journal;

namespace Polpo.Tests.Architecture;

public sealed class MachinePrints
{
    [Fact]
    public void Every_state_machine_is_as_it_was_approved()
    {
        var machines = Machines().ToList();
        machines.ShouldNotBeEmpty();
        foreach (var after in machines)
        {
            var parameters = after.GetParameters();
            Approved.Match(
                $"machines/{parameters[0].ParameterType.Name}.txt",
                Print(after, parameters[0].ParameterType, parameters[1].ParameterType)
            );
        }
    }

    /// <summary>Methods that take a status and a move and answer the next status, or null.</summary>
    private static IEnumerable<MethodInfo> Machines() =>
        from assembly in new[] { typeof(IFact).Assembly, typeof(Core.CoreFeatures).Assembly }
        from type in assembly.GetTypes()
        where type is { IsAbstract: true, IsSealed: true }
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        let parameters = method.GetParameters()
        where parameters.Length == 2 && parameters.All(parameter => parameter.ParameterType.IsEnum)
        where Nullable.GetUnderlyingType(method.ReturnType) == parameters[0].ParameterType
        select method;

    private static string Print(MethodInfo after, Type statuses, Type moves)
    {
        var print = new StringBuilder();
        foreach (var status in Enum.GetValues(statuses))
        {
            var legal = Enum.GetValues(moves)
                .Cast<object>()
                .Select(move => (Move: move, Next: after.Invoke(null, [status, move])))
                .Where(pair => pair.Next is not null)
                .ToList();
            print.Append(status).Append(legal.Count == 0 ? ": the end\n" : "\n");
            foreach (var (move, next) in legal)
                print.Append("  ").Append(move).Append(" -> ").Append(next).Append('\n');
        }
        return print.ToString();
    }
}
