using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Agents;
using Polpo.Core.Budgets;
using Polpo.Core.Gateway;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Models;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Drafting;

/// <summary>Has a model draft a mission from a sentence. Nothing runs: a person looks at the draft first.</summary>
public sealed class MissionDrafting
{
    /// <summary>How often a draft with mistakes is sent back.</summary>
    private const int Retries = 2;
    private const int LongestSentence = 20_000;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IGateway _gateway;
    private readonly IModels _models;
    private readonly AgentRoster _rosters;
    private readonly WorkspaceQueries _workspaces;
    private readonly MissionDesk _desk;
    private readonly MissionCommands _missions;
    private readonly MissionQueries _queries;

    internal MissionDrafting(
        IGateway gateway,
        IModels models,
        AgentRoster rosters,
        WorkspaceQueries workspaces,
        MissionDesk desk,
        MissionCommands missions,
        MissionQueries queries
    ) =>
        (_gateway, _models, _rosters, _workspaces, _desk, _missions, _queries) = (
            gateway,
            models,
            rosters,
            workspaces,
            desk,
            missions,
            queries
        );

    /// <param name="model"><c>provider/model</c>; null: the workspace's, else the installation's.</param>
    /// <exception cref="RefusedException">The model asks something back, or no draft of it can be used; the message says what.</exception>
    public async Task<Mission> DraftAsync(
        Id<Workspace> workspace,
        string sentence,
        string? model,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(sentence) || sentence.Length > LongestSentence)
            throw new RefusedException(Refusal.Invalid, $"prompt must have 1 to {LongestSentence} characters.");
        var home = await _workspaces.GetAsync(workspace, caller, cancellationToken);
        var roster = _rosters.Read(home.RepositoryPath);
        var named = model ?? roster.Settings.Model;
        var chosen = _models.Resolve(
            home.RepositoryPath,
            named ?? (await _models.DefaultAsync(home.RepositoryPath, cancellationToken)).ToString()
        );
        var messages = MissionForm.Ask(roster, sentence).ToList();
        for (var attempt = 0; ; attempt++)
        {
            var reply = await _gateway.AskAsync(Ask(home, chosen, messages, caller), null, cancellationToken);
            if (MissionForm.Find(reply) is not { } form)
                throw new RefusedException(
                    Refusal.Invalid,
                    $"The model asks back instead of drafting: {Shortened(reply.Message.Text)} Say it again with the answer."
                );
            var text = Document(form, sentence);
            if (await WrongAsync(home, text, caller, cancellationToken) is not { } wrong)
                return await _missions.CreateAsync(home.Id, text, "", null, caller, cancellationToken);
            if (attempt == Retries)
                throw new RefusedException(
                    Refusal.Unavailable,
                    $"{chosen} drafted a mission with mistakes {Retries + 1} times; the last: {wrong} Say it differently, or name another model."
                );
            messages.Add(reply.Message);
            messages.Add(
                new(
                    ChatRole.Tool,
                    [new FunctionResultContent(form.CallId, $"It was not taken. {wrong} Hand it in again, whole.")]
                )
            );
        }
    }

    private static Call Ask(Workspace home, ModelRef model, IReadOnlyList<ChatMessage> messages, Caller caller) =>
        new(home.Id, home.Id, model, [.. messages])
        {
            Tools = [MissionForm.Schema],
            Charge = new(home.Id) { Person = caller.User, Purpose = Purpose.Draft },
        };

    /// <returns>What stands against the draft; null when nothing does.</returns>
    private async Task<string?> WrongAsync(
        Workspace home,
        string text,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var document = _desk.Read(home, MissionText.Of("", Encoding.UTF8.GetBytes(text)), "", null).OrRefuse();
            return await _queries.FindAsync(home.Id, document.Name, caller, cancellationToken) is null
                ? null
                : $"There is a mission \"{document.Name}\" already; choose another name.";
        }
        catch (RefusedException refused) when (refused.Refusal is Refusal.Invalid or Refusal.OverLimit)
        {
            return refused.Message;
        }
    }

    private static string Document(FunctionCallContent form, string sentence)
    {
        var document = JsonSerializer.SerializeToNode(form.Arguments, AIJsonUtilities.DefaultOptions)?.AsObject() ?? [];
        // Agents are a person's business: a model brings none along.
        document.Remove("team");
        document["prompt"] = sentence;
        return document.ToJsonString(Readable);
    }

    private static string Shortened(string text) => text.Length <= 1000 ? text.Trim() : $"{text[..1000].Trim()} …";
}
