using System.Net;
using Polpo.Client;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>The server inside of a command line: no port, a socket that only this account may open.</summary>
public sealed class UnixSocketTests : ServerSuite
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polpo-").FullName;

    protected override TestPolpoOptions Options =>
        base.Options with
        {
            UnixSocket = Path.Combine(_folder, "polpo.sock"),
        };

    [Fact]
    public async Task The_token_is_asked_for_here_too()
    {
        (await Polpo.Api.Server.StatusAsync(Stop)).Database.ShouldBe("sqlite");
        using var nobody = await Polpo.Client().GetAsync("/api/v1/status", Stop);
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void The_socket_is_for_this_account_alone() =>
        File.GetUnixFileMode(Path.Combine(_folder, "polpo.sock"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    [Fact]
    public async Task There_is_no_page_to_sign_in_to()
    {
        Polpo.Server.SignInLink.ShouldBeNull();
        (
            await Should.ThrowAsync<PolpoException>(() => Polpo.Api.Server.MakeSignInLinkAsync(Stop))
        ).Message.ShouldContain("polpo serve");
    }
}
