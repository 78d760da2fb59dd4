namespace Polpo.Core.Missions.Rules;

/// <summary>The state of a run as it is after a person was asked, or has answered.</summary>
internal static class RunStates
{
    public static RunState Asks(this RunState state, string request, string about) =>
        state with
        {
            Asked = state.Asked.With(request, about),
        };

    public static RunState Answered(this RunState state, string request) =>
        state with
        {
            Asked = state.Asked.Where(asked => asked.Key != request).ToDictionary(),
        };

    public static RunState WithHold(this RunState state, string key, HoldState then) =>
        state with
        {
            Holds = state.Holds.With(key, then),
        };

    public static RunState Passes(this RunState state, string about, string gate) =>
        state with
        {
            Passed = state.Passed.With(about, [.. state.PassedAt(about), gate]),
        };

    public static IReadOnlyList<string> PassedAt(this RunState state, string about) =>
        state.Passed.GetValueOrDefault(about, []);

    /// <summary>What was approved is no longer what it was: it is asked about again.</summary>
    public static RunState Unpassed(this RunState state, string about) =>
        state.Passed.ContainsKey(about)
            ? state with
            {
                Passed = state.Passed.Where(passed => passed.Key != about).ToDictionary(),
            }
            : state;

    /// <param name="titles">Whom the feedback is for; null: everybody.</param>
    public static RunState SendsBack(this RunState state, string about, IEnumerable<string>? titles, string wish)
    {
        var back = state with { SentBack = state.SentBack.With(about, state.SentBack.GetValueOrDefault(about) + 1) };
        if (titles is null)
            return back with { Wish = Joined(state.Wish, wish) };
        var wishes = new Dictionary<string, string>(state.Wishes);
        foreach (var title in titles)
            wishes[title] = Joined(wishes.GetValueOrDefault(title), wish);
        return back with { Wishes = wishes };
    }

    /// <summary>What people want of a task beyond its description; null: nothing.</summary>
    public static string? WishOf(this RunState state, string title) =>
        (state.Wish, state.Wishes.GetValueOrDefault(title)) switch
        {
            (null, var own) => own,
            var (all, own) => own is null ? all : Joined(all, own),
        };

    private static string Joined(string? before, string wish) => before is null ? wish : $"{before}\n\n{wish}";

    private static Dictionary<string, T> With<T>(this IReadOnlyDictionary<string, T> known, string key, T value) =>
        new(known) { [key] = value };
}
