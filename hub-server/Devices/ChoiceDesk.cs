using System.Runtime.CompilerServices;
using System.Text.Json;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>What can be added to a room, asked of its box whenever somebody is about to; nothing of it is kept.</summary>
internal sealed class ChoiceDesk(TimeProvider time)
{
    private const int LongestJson = 1 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Goes with the session, whoever gives up waiting.</summary>
    private readonly ConditionalWeakTable<LinkSession, TaskCompletionSource<JsonElement>> _asked = [];

    /// <summary>All who ask at once are told the same.</summary>
    /// <returns>Null: the box did not answer in ten seconds; one of an older version never does.</returns>
    public async Task<JsonElement?> AskAsync(LinkSession session, CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = _asked.GetValue(session, _ => own);
        if (asked == own) session.Send(new HubMessage { EquipmentAsk = new EquipmentAsk() });
        try
        {
            return await asked.Task.WaitAsync(s_patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _asked.Remove(session);
            return null;
        }
    }

    /// <summary>What nobody asked for, or cannot be read, is passed over.</summary>
    public void Hear(LinkSession session, EquipmentChoices told)
    {
        if (told.Json.Length > LongestJson || !_asked.TryGetValue(session, out var asked)) return;
        try
        {
            using var choices = JsonDocument.Parse(told.Json, new JsonDocumentOptions { MaxDepth = 32 });
            if (choices.RootElement.ValueKind != JsonValueKind.Object) return;
            _asked.Remove(session);
            asked.TrySetResult(choices.RootElement.Clone());
        }
        catch (JsonException)
        {
            // Whoever asked hears that there was no answer.
        }
    }
}
