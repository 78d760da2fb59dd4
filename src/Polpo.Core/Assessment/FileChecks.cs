using Polpo.Core.Tools;

namespace Polpo.Core.Assessment;

/// <summary>Looks for files in the checkout, and holds registered outcomes against what was expected.</summary>
internal static class FileChecks
{
    public static Check Exists(string checkout, FileExpectation expectation)
    {
        var missing = expectation.Paths.Where(path => !CheckoutFiles.Exists(checkout, path)).ToList();
        if (missing.Count == 0)
            return new Check(expectation.Type, expectation.Label, true, "There.");
        if (!expectation.Estimated)
            return Missing(expectation, missing);
        var found = missing
            .Select(path => (path, elsewhere: CheckoutFiles.Elsewhere(checkout, Path.GetFileName(path))))
            .ToList();
        return found.TrueForAll(entry => entry.elsewhere is not null)
            ? new Check(
                expectation.Type,
                expectation.Label,
                true,
                string.Join(" ", found.Select(entry => $"{entry.path} is at {entry.elsewhere}."))
            )
            : Missing(expectation, [.. found.Where(entry => entry.elsewhere is null).Select(entry => entry.path)]);
    }

    public static Check Outcome(string checkout, ExpectedOutcome expected, IReadOnlyList<Outcome> outcomes)
    {
        var found = expected.Match(outcomes);
        var complaint = found is null ? Unregistered(checkout, expected) : Complaint(checkout, expected, found);
        return new Check(
            $"outcome_{expected.Type.ToString().ToLowerInvariant()}",
            expected.Name,
            complaint is null || !expected.Required,
            complaint ?? "Delivered."
        );
    }

    private static Check Missing(FileExpectation expectation, IReadOnlyList<string> missing) =>
        new(expectation.Type, expectation.Label, false, $"Not there: {string.Join(", ", missing)}.");

    /// <summary>A file that is where it was expected counts, registered or not.</summary>
    private static string? Unregistered(string checkout, ExpectedOutcome expected) =>
        expected is { Type: OutcomeType.File or OutcomeType.Media, Path: { } path }
        && CheckoutFiles.Exists(checkout, path)
            ? null
            : "The agent registered no such outcome.";

    private static string? Complaint(string checkout, ExpectedOutcome expected, Outcome outcome) =>
        outcome.Type switch
        {
            OutcomeType.File
            or OutcomeType.Media when !CheckoutFiles.Exists(checkout, expected.Path ?? outcome.Path ?? "") =>
                $"{expected.Path ?? outcome.Path} is not in the result.",
            OutcomeType.Media when !MediaType.Fits(outcome.MimeType, expected.MimeType) =>
                $"It is {outcome.MimeType ?? "of no stated type"}, expected {expected.MimeType ?? "image, audio or video"}.",
            OutcomeType.Text when string.IsNullOrWhiteSpace(outcome.Text) => "Its text is empty.",
            OutcomeType.Url when !IsWebAddress(outcome.Url) =>
                $"\"{outcome.Url}\" is not a valid http or https address.",
            OutcomeType.Json => Json(expected, outcome),
            _ => null,
        };

    private static string? Json(ExpectedOutcome expected, Outcome outcome)
    {
        if (outcome.Data is not { } data)
            return "It holds no data.";
        return expected.Schema is { } schema ? ArgumentSchema.Problem(schema, data, "data") : null;
    }

    private static bool IsWebAddress(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;

    private static class MediaType
    {
        public static bool Fits(string? actual, string? expected) =>
            actual is not null
            && (
                expected is null
                    ? actual.StartsWith("image/", StringComparison.Ordinal)
                        || actual.StartsWith("audio/", StringComparison.Ordinal)
                        || actual.StartsWith("video/", StringComparison.Ordinal)
                    : actual == expected
            );
    }
}
