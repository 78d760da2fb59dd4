using Polpo.Core.Environments;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Agents;

public sealed class EnvironmentFieldsTests : IDisposable
{
    private readonly AgentFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_environment_names_setup_registries_and_services()
    {
        _folder["polpo.json"] = """
            {"settings": {"setup": "old"}, "environment": {"setup": "make deps", "registries": ["npm.example.com", "*.corp.example"],
             "services": ["postgres", {"name": "cache", "start": "redis-server", "ready": "redis-cli ping", "readySeconds": 5, "variables": {"REDIS_URL": "redis://127.0.0.1"}}]}}
            """;
        var environment = _folder.Read().Settings.Environment;

        environment.Setup.ShouldBe("make deps");
        environment.Registries.ShouldBe(["npm.example.com", "*.corp.example"]);
        environment
            .Services.Select(service => (service.Name, service.ReadySeconds))
            .ShouldBe([("postgres", 60), ("cache", 5)]);
        environment.Variables["REDIS_URL"].ShouldBe("redis://127.0.0.1");
        environment.Variables.Keys.ShouldContain("DATABASE_URL");
        var stored = EnvironmentSpec.Read(EnvironmentSpec.Write(environment));
        EnvironmentSpec.Write(stored).ShouldBe(EnvironmentSpec.Write(environment));
        stored.Services[1].Variables["REDIS_URL"].ShouldBe("redis://127.0.0.1");
    }

    [Fact]
    public void Without_one_everything_is_found_and_an_old_sessions_script_is_read()
    {
        _folder["polpo.json"] = "{}";
        EnvironmentSpec.Write(_folder.Read().Settings.Environment).ShouldBeNull();
        EnvironmentSpec.Read(null).Setup.ShouldBeNull();
        EnvironmentSpec.Read("npm ci").Setup.ShouldBe("npm ci");
    }

    [Theory]
    [InlineData("""{"image": "/root"}""", "environment.image must be the name of one of the images")]
    [InlineData("""{"image": "../../root"}""", "environment.image must be the name of one of the images")]
    [InlineData("""{"caches": ["../npm"]}""", "environment.caches[0] must be one of npm, nuget, pip")]
    [InlineData(
        """{"volumes": []}""",
        "environment.volumes is no field of an environment, which has setup, registries, services, image, caches. Take it out, or correct its name."
    )]
    [InlineData(
        """{"registrys": []}""",
        "environment.registrys is no field of an environment. Did you mean \"registries\"?"
    )]
    [InlineData(
        """{"services": [{"name": "x", "start": "a", "ready": "b", "redySeconds": 5}]}""",
        "environment.services[0].redySeconds is no field of a service. Did you mean \"readySeconds\"?"
    )]
    [InlineData(
        """{"services": ["mysql"]}""",
        "environment.services[0] must be \"postgres\", or an object with name, start and ready, found \"mysql\"."
    )]
    [InlineData(
        """{"services": [{"name": "../x", "start": "a", "ready": "b"}]}""",
        "environment.services[0].name must be up to 30 letters, digits and -"
    )]
    [InlineData("""{"services": [{"name": "x", "start": "a"}]}""", "environment.services[0].ready is missing")]
    [InlineData(
        """{"services": [{"name": "x", "start": "a", "ready": "b", "variables": {"a b": "c"}}]}""",
        "must be named like DATABASE_URL"
    )]
    [InlineData("""{"services": ["postgres", "postgres"]}""", "each with a name of its own")]
    [InlineData("""{"registries": ["http://x"]}""", "environment.registries[0] must be a host such as")]
    public void What_is_not_supported_is_refused_by_name(string environment, string sentence)
    {
        _folder["polpo.json"] = $$"""{"environment": {{environment}}}""";
        Should.Throw<RefusedException>(() => _folder.Read().Settings).Message.ShouldContain(sentence);
    }
}
