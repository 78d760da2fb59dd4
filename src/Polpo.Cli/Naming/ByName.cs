using System.Runtime.CompilerServices;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Naming;

/// <summary>Something that a person may call by its id or by one of its names.</summary>
/// <param name="More">What tells it from another of its name, such as its status.</param>
internal sealed record Called(string Id, string More, params IReadOnlyList<string?> Names);

/// <summary>Finds what somebody called by its name.</summary>
internal static class ByName
{
    private const int MostLooked = 5_000;
    private const int MostShown = 10;

    /// <param name="what">What it is, as <c>schedule</c>.</param>
    /// <param name="listed">The command that lists them.</param>
    /// <exception cref="RefusedException">None has the name, or several have it; the message names what there is.</exception>
    public static async Task<string> OneAsync(
        string text,
        string what,
        string listed,
        IAsyncEnumerable<Called> all,
        CancellationToken cancellationToken
    )
    {
        var looked = new List<Called>();
        await foreach (var one in all.Take(MostLooked).WithCancellation(cancellationToken))
            looked.Add(one);
        var found = Having(looked, text, StringComparison.Ordinal);
        if (found.Count == 0)
            found = Having(looked, text, StringComparison.OrdinalIgnoreCase);
        return found switch
        {
            [var only] => only.Id,
            [] => throw new RefusedException(
                Refusal.NotFound,
                $"There is no {what} \"{text}\".{Meant(looked, text)} See: {listed}"
            ),
            _ => throw new RefusedException(Refusal.Conflict, Several(found, text, what)),
        };
    }

    /// <summary>All pages of a listing, one behind the other.</summary>
    public static async IAsyncEnumerable<T> PagesAsync<T>(
        Func<string?, Task<Page<T>>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? after = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await read(after);
            foreach (var item in page.Items)
                yield return item;
            after = page.Next;
        } while (after is not null);
    }

    private static List<Called> Having(List<Called> all, string text, StringComparison comparison) =>
        all.FindAll(one => one.Id == text || one.Names.Any(name => string.Equals(name, text, comparison)));

    private static string Meant(List<Called> all, string text) =>
        Nearest.Of(text, all.SelectMany(one => one.Names).OfType<string>(), least: 1) is { } meant
            ? $" Did you mean \"{meant}\"?"
            : "";

    private static string Several(List<Called> found, string text, string what)
    {
        var shown = found.Take(MostShown).Select(one => $"\n  {one.Id}  {Plain.Line(one.More, 100)}".TrimEnd());
        var more = found.Count > MostShown ? $"\n  … and {found.Count - MostShown} more" : "";
        return $"There are {found.Count} {what}s \"{text}\". Say which by its id:{string.Concat(shown)}{more}";
    }
}
