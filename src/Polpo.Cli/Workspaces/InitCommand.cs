using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Workspaces;

/// <summary><c>polpo init</c>: a first configuration with one developer.</summary>
internal static class InitCommand
{
    public static Command Build(Surroundings here) =>
        new Command(
            "init",
            "Write .polpo/polpo.json with one team and one developer. Everything works without it, too."
        )
        {
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                var repository = command.RepositoryPath();
                var path = Path.Combine(repository, ".polpo", "polpo.json");
                await WriteAsync(path, Config(Path.GetFileName(repository)), cancellationToken);
                command.Show(
                    new { created = path },
                    output =>
                        output.WriteLine(
                            $"Created {Plain.Text(path)} with the agent dev-1. Next: polpo agent list, or polpo run \"…\""
                        )
                );
                return ExitCode.Done;
            }
        );

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Config(string project) =>
        $$"""
            {
              "org": {{JsonSerializer.Serialize(project, Readable)}},
              "team": {
                "name": "default",
                "description": "Default Polpo team",
                "agents": [
                  { "name": "dev-1", "role": "developer" }
                ]
              },
              "settings": {}
            }

            """;

    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new RefusedException(Refusal.Conflict, $"{path} is there already and stays as it is.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                $"{path} cannot be written: {exception.Message}",
                exception
            );
        }
    }
}
