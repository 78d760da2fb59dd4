using System.Net;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Connecting;

/// <summary>Which server was asked, why that one, and what to do where it did not answer or did not know who asked.</summary>
internal static class ServerAdvice
{
    public static string For(PolpoException refused, Surroundings here) =>
        (refused.Status, here["POLPO_URL"], here["POLPO_API_KEY"]) switch
        {
            (null, { } url, _) =>
                $"{refused.Message} POLPO_URL names that server ({url}). Start it there (polpo serve), correct POLPO_URL, or unset it to work with this machine's own.",
            (null, null, _) =>
                $"{refused.Message} It announced itself in the data folder {here.Home.Root}. Start it anew: polpo serve",
            (HttpStatusCode.Unauthorized, { } url, { } _) =>
                $"The server at {url} does not take the key in POLPO_API_KEY: it is misspelt, revoked, expired, or of another server, or whoever made it was disabled. Who may come in there makes a new one: polpo key create --name NAME",
            (HttpStatusCode.Unauthorized, { } url, null) =>
                $"The server at {url} asks who you are, and POLPO_API_KEY is not set. Who may come in there makes a key (polpo key create --name NAME); then: export POLPO_API_KEY=sk_…",
            _ => refused.Message,
        };
}
