using System.Text.Json;
using Microsoft.Extensions.AI;
using Polpo.Core.Agents;
using Polpo.Core.Gateway;

namespace Polpo.Core.Missions.Drafting;

/// <summary>What a model is told when it drafts a mission, and the form that it hands in.</summary>
internal static class MissionForm
{
    public const string Name = "submit_mission";

    public static readonly ToolSchema Schema = new(
        Name,
        "Hand in the mission: a graph of tasks.",
        JsonDocument
            .Parse(
                """
                {"type":"object","required":["name","tasks"],"properties":{
                  "name":{"type":"string","description":"Short and telling."},
                  "tasks":{"type":"array","minItems":1,"items":{"type":"object","required":["title","description"],"properties":{
                    "title":{"type":"string","description":"Unique in the mission."},
                    "description":{"type":"string","description":"All that the agent needs to know; it sees no other task."},
                    "assignTo":{"type":"string","description":"The name of an agent."},
                    "dependsOn":{"type":"array","items":{"type":"string"},"description":"Titles of tasks whose results it needs."},
                    "priority":{"type":"number"},
                    "sideEffects":{"type":"boolean","description":"It changes something outside of the repository."},
                    "expectations":{"type":"array","items":{"type":"object","required":["type"],"properties":{
                      "type":{"type":"string","enum":["test","script","file_exists","llm_review"]},
                      "command":{"type":"string"},"paths":{"type":"array","items":{"type":"string"}},
                      "criteria":{"type":"string"},"threshold":{"type":"number"}}}}}}},
                  "checkpoints":{"type":"array","items":{"type":"object","required":["name","afterTasks","blocksTasks"],"properties":{
                    "name":{"type":"string"},"message":{"type":"string"},
                    "afterTasks":{"type":"array","items":{"type":"string"}},"blocksTasks":{"type":"array","items":{"type":"string"}}}}}}}
                """
            )
            .RootElement.Clone()
    );

    /// <param name="sentence">What the person wants.</param>
    public static IReadOnlyList<ChatMessage> Ask(Roster roster, string sentence) =>
        [
            new(
                ChatRole.System,
                $"""
                You plan work for a team of agents on one git repository. Break down what is asked for into tasks that one agent each can do and that can be checked, as parallel as they can be, as few as needed. A task starts from the results of those that it depends on, and two tasks side by side must not change the same places. Put a checkpoint where a person should look before something that is hard to take back. Hand it in with {Name}.

                The agents:
                {string.Join(
                    '\n',
                    roster.Agents.Select(agent => $"- {agent.Name}{(agent.Role is { } role ? $": {role}" : "")}")
                )}
                """
            ),
            new(ChatRole.User, sentence),
        ];

    /// <summary>The call with the filled-in form; null when the reply holds none.</summary>
    public static FunctionCallContent? Find(Reply reply) =>
        reply
            .Message.Contents.OfType<FunctionCallContent>()
            .FirstOrDefault(call => call.Name == Name && call.Exception is null);
}
