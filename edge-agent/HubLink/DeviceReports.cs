using System.Threading.Channels;
using Google.Protobuf;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.Protocol.V1;
using SceneState = Tongtang.Protocol.V1.SceneState;
using WirePiece = Tongtang.Protocol.V1.WirePiece;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Tells the hub how the devices stand: all of them when a link begins, unless the hub has just that, then what changed, four
/// times a second at most; and answers what it asks about them.
/// </summary>
internal sealed class DeviceReports(
    DeviceBook book, EquipmentStore equipment, HubEquipment hubEquipment, SceneBoard scenes, DeviceDescriptions descriptions, EquipmentOffer offer, DeviceDesk desk, TimeProvider time)
{
    private const int PiecesAtOnce = 100;
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(250);

    /// <summary>Null: there is no such device.</summary>
    public WireTrace? TraceOf(string device) => desk.TraceOf(device);

    public async Task RunAsync(DeviceTalk talk, ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        var told = new Told(talk.StatesHash, talk.ConfigurationHash);
        while (true)
        {
            long[] seen = [book.Changed.Version, scenes.Changed.Version, equipment.Changed.Version, talk.Changed.Version];
            while (talk.TryTakeDescription(out var hash))
            {
                if (descriptions.Find(hash) is { } description) await outbound.WriteAsync(new AgentMessage { Description = description }, cancellationToken);
            }

            if (talk.TakeChoices()) await outbound.WriteAsync(new AgentMessage { EquipmentChoices = offer.Make() }, cancellationToken);
            if (talk.TakeDesired() is { } desired) await hubEquipment.TakeAsync(desired, cancellationToken);
            await TellEquipmentAsync(told, outbound, cancellationToken);
            await TellStatesAsync(told, outbound, cancellationToken);
            var watched = await TellWiresAsync(talk, told, outbound, cancellationToken);
            await Task.Delay(s_pace, time, cancellationToken);
            if (!watched) await AnythingAsync(talk, seen, cancellationToken);
        }
    }

    private async Task TellEquipmentAsync(Told told, ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        var report = hubEquipment.Report(told.ConfigurationHash);
        // Nothing but a hash that the hub has already: it need not be said.
        var key = $"{report.Version} {report.Accepted} {report.ActualHash} {report.ChangedOnBox}";
        if (key == told.Configuration) return;
        await outbound.WriteAsync(new AgentMessage { Configuration = report }, cancellationToken);
        (told.Configuration, told.ConfigurationHash) = (key, report.ActualHash);
    }

    private async Task TellStatesAsync(Told told, ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        var devices = book.Devices.Values.Select(device => DeviceMessages.ToMessage(device, descriptions.HashOf(device))).ToDictionary(device => device.Id);
        var last = scenes.Last;
        var runs = equipment.Current.Scenes.Select(scene => DeviceMessages.ToMessage(scene, last.GetValueOrDefault(scene.Id))).ToList();
        var hash = DeviceMessages.HashOf(devices.Values, runs);
        var message = new DeviceStates { Complete = told.Devices is null, Hash = hash };
        if (told.Devices is null && hash == told.StatesHash)
        {
            (told.Devices, told.Scenes) = (devices, runs);
            return;
        }

        message.Devices.Add(devices.Values.Where(device => !(told.Devices?.TryGetValue(device.Id, out var known) == true && known.Equals(device))));
        message.Removed.Add(told.Devices?.Keys.Where(id => !devices.ContainsKey(id)) ?? []);
        message.Scenes.Add(runs);
        if (!message.Complete && message.Devices.Count == 0 && message.Removed.Count == 0 && runs.SequenceEqual(told.Scenes)) return;
        await outbound.WriteAsync(new AgentMessage { Devices = message }, cancellationToken);
        (told.Devices, told.Scenes) = (devices, runs);
    }

    /// <returns>Whether any wire is watched.</returns>
    private async Task<bool> TellWiresAsync(DeviceTalk talk, Told told, ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        var watched = talk.Watched(time.GetUtcNow());
        foreach (var device in watched)
        {
            var after = told.Wires.GetValueOrDefault(device);
            var pieces = desk.TraceOf(device)?.Last().Where(piece => piece.Number > after).ToList() ?? [];
            if (pieces.Count == 0) continue;
            var sent = pieces.TakeLast(PiecesAtOnce).ToList();
            var message = new WirePieces { Device = device, Skipped = (ulong)Math.Max(0, pieces[^1].Number - (after == 0 ? pieces[0].Number - 1 : after) - sent.Count) };
            message.Pieces.Add(sent.Select(ToMessage));
            await outbound.WriteAsync(new AgentMessage { Wire = message }, cancellationToken);
            told.Wires[device] = pieces[^1].Number;
        }

        return watched.Count > 0;
    }

    private async Task AnythingAsync(DeviceTalk talk, long[] seen, CancellationToken cancellationToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(
            book.Changed.WaitAsync(seen[0], round.Token),
            scenes.Changed.WaitAsync(seen[1], round.Token),
            equipment.Changed.WaitAsync(seen[2], round.Token),
            talk.Changed.WaitAsync(seen[3], round.Token));
        await round.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static WirePiece ToMessage(DeviceDrivers.Transport.WirePiece piece) => new()
    {
        Number = (ulong)piece.Number,
        AtMs = piece.At.ToUnixTimeMilliseconds(),
        Outgoing = piece.Direction == WireDirection.Out,
        Data = ByteString.CopyFrom(piece.Bytes),
        Length = (uint)piece.Length,
        Hidden = piece.Hidden,
    };

    /// <summary>What the hub has been told on this link.</summary>
    private sealed class Told(string statesHash, string configurationHash)
    {
        public string StatesHash { get; } = statesHash;

        public string ConfigurationHash { get; set; } = configurationHash;

        public string Configuration { get; set; } = "";

        /// <summary>Null: nothing yet.</summary>
        public Dictionary<string, Protocol.V1.DeviceState>? Devices { get; set; }

        public IReadOnlyList<SceneState> Scenes { get; set; } = [];

        public Dictionary<string, long> Wires { get; } = [];
    }
}
