using Tongtang.HubServer.Agents;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>The devices' part of the conversation with a box.</summary>
internal sealed class DeviceLink(DeviceBoard board, DescriptionStore descriptions, ConfigurationDesk configurations, ChoiceDesk choices, LimitBook limits, WireBoard wires)
{
    /// <summary>Descriptions that are asked for at once, as the contract says.</summary>
    private const int MostAsked = 32;

    /// <summary>What the box must know before anything else is said.</summary>
    public async Task WelcomeAsync(AgentIdentity agent, Welcome welcome, CancellationToken cancellationToken)
    {
        welcome.DevicesHash = await board.EnterAsync(agent, cancellationToken);
        welcome.ConfigurationHash = await configurations.HashAsync(agent, cancellationToken);
        if (await limits.OfRoomAsync(agent.RoomId, cancellationToken) is { Count: > 0 } forbidden) welcome.RemoteLimits = LimitBook.Message(forbidden);
    }

    public async Task EnteredAsync(LinkSession session, CancellationToken cancellationToken)
    {
        wires.Renew(session);
        await configurations.EnteredAsync(session, cancellationToken);
        // What was asked for before may never have come.
        if (await board.OfAsync(session.Agent.RoomId, cancellationToken) is { } set) await AskAsync(session, set, cancellationToken);
    }

    public async Task HearAsync(LinkSession session, DeviceStates told, CancellationToken cancellationToken) =>
        await AskAsync(session, board.Hear(session.Agent, told), cancellationToken);

    public async Task HearAsync(LinkSession session, DeviceDescription told, CancellationToken cancellationToken)
    {
        // Only what was asked for, and once: a box cannot fill the hub with them.
        if (!ReportedDevices.IsHash(told.Hash) || session.TrySay(Asked(told.Hash)) || !session.TrySay($"had {told.Hash}")) return;
        await descriptions.AddAsync(session.Agent.AgentId, told, cancellationToken);
        if (await board.OfAsync(session.Agent.RoomId, cancellationToken) is { } set) await AskAsync(session, set, cancellationToken);
    }

    public Task HearAsync(LinkSession session, ConfigurationReport told, CancellationToken cancellationToken) => configurations.ReportedAsync(session, told, cancellationToken);

    public void Hear(LinkSession session, EquipmentChoices told) => choices.Hear(session, told);

    public void Hear(LinkSession session, WirePieces told) => wires.Put(session.Agent.RoomId, told);

    public void Left(LinkSession session)
    {
        if (session.Agent.Revoked.IsCancellationRequested) board.Forget(session.Agent);
        else board.Leave(session.Agent);
    }

    private async Task AskAsync(LinkSession session, DeviceSet set, CancellationToken cancellationToken)
    {
        var missing = await descriptions.MissingAsync(set.Devices.Select(device => device.Description).OfType<string>(), cancellationToken);
        var asked = missing.Where(hash => session.TrySay(Asked(hash))).Take(MostAsked).ToList();
        if (asked.Count > 0) session.Send(new HubMessage { DescriptionRequest = new DescriptionRequest { Hashes = { asked } } });
    }

    private static string Asked(string hash) => $"description {hash}";
}
