using System.Data.Common;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>
/// Limits a server to work that began with it: of the kinds named here, subjects with an id below the one that stands beside it are left alone,
/// for a server that runs everything. Ids sort by the time at which they were made.
/// </summary>
public sealed class OwnWork(IReadOnlyDictionary<string, string> firsts)
{
    public static readonly OwnWork All = new(new Dictionary<string, string>());

    private readonly KeyValuePair<string, string>[] _firsts = [.. firsts];

    /// <param name="row">The table's name and a dot; empty where there is one table.</param>
    internal string Condition(string row) =>
        string.Concat(
            _firsts.Select((_, index) => $" and not ({row}kind = @own_kind{index} and {row}id < @own_first{index})")
        );

    internal void Bind(DbCommand command)
    {
        foreach (var (index, (kind, first)) in _firsts.Index())
        {
            command.Bind($"own_kind{index}", kind);
            command.Bind($"own_first{index}", first);
        }
    }
}
