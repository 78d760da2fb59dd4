using System.Text.Json;
using Polpo.Core.SingleSignOn.Tokens;
using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn.Providers;

/// <summary>What claims mean. Who it is is the subject alone; an address says something only where the provider vouches for it.</summary>
internal static class Claims
{
    private const int MostGroups = 1000;

    /// <summary>Null when the two are not about the same person.</summary>
    public static ProviderAnswer? Answer(
        LoginSettings settings,
        Metadata metadata,
        JsonElement? token,
        JsonElement? info,
        string? refresh
    )
    {
        JsonElement[] said = [.. new[] { token, info }.OfType<JsonElement>()];
        var subjects = said.Select(one => IdToken.Text(one, "sub")).Distinct().ToList();
        if (subjects is not [{ Length: > 0 and <= 255 } subject])
            return null;
        string? Say(string name) =>
            said.Select(one => IdToken.Text(one, name)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        // Of shared directories each is an issuer of its own.
        var issuer = token is { } signed ? IdToken.Text(signed, "iss") : metadata.Issuer;
        return new ProviderAnswer(
            issuer ?? metadata.Issuer,
            subject,
            Say("name") ?? Say("preferred_username") ?? Say("email") ?? subject,
            Domain(settings, said, Say),
            Groups(said, settings.GroupsClaim),
            refresh is null ? null : new Secret(refresh)
        );
    }

    private static string? Domain(LoginSettings settings, JsonElement[] said, Func<string, string?> say)
    {
        // An account at Google can carry any address that its owner once could read; "hd" is the domain that manages it.
        if (settings.Type == LoginType.Google)
            return say("hd")?.ToLowerInvariant();
        if (say("email") is not { } email)
            return null;
        // Microsoft lets a directory's administrators write any address into it: only one's own directory is to be believed.
        var isConfirmed = settings.Type == LoginType.Microsoft ? settings.IsOneTenant : said.Any(IsConfirmed);
        return isConfirmed ? DomainOf(email) : null;
    }

    internal static string? DomainOf(string email) =>
        email.LastIndexOf('@') is > 0 and var at && at < email.Length - 1 ? email[(at + 1)..].ToLowerInvariant() : null;

    private static bool IsConfirmed(JsonElement said) =>
        said.TryGetProperty("email_verified", out var verified)
        && (
            verified.ValueKind == JsonValueKind.True
            || (verified.ValueKind == JsonValueKind.String && verified.GetString() == "true")
        );

    /// <summary>A provider that leaves the claim out means that there are none: who lost the last group loses what groups brought.</summary>
    private static List<string> Groups(JsonElement[] said, string claim) =>
        [
            .. said.SelectMany(one => IdToken.Text(one, claim) is { } single ? [single] : Discovery.Texts(one, claim))
                .Distinct(StringComparer.Ordinal)
                .Take(MostGroups),
        ];
}
