using System.Diagnostics;
using System.Text.Json;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.ModbusMap;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.EdgeAgent.Devices;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Devices;

/// <summary>Forty relay boards on TCP, each asked once a second by one question, and the same with one that takes questions and never answers.</summary>
internal static class HungDeviceBenchmark
{
    private const int Devices = 40;
    private const int Rounds = 3;
    private const int RoundSeconds = 20;
    private const double PollSeconds = 1;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var (well, hung) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            well.Add(await LatenessAsync(hung: 0));
            hung.Add(await LatenessAsync(hung: 1));
        }

        yield return new Figure("40 devices, one hung: p99 of the others' polls, beyond the second between them", "ms", hung, "all 40 well", well);
    }

    /// <summary>The 99th percentile, in milliseconds.</summary>
    private static async Task<double> LatenessAsync(int hung)
    {
        var listeners = Enumerable.Range(0, Devices).Select(i => new Listener { IsHung = i < hung }).ToList();
        var hosts = listeners.Select(listener => SimulatorHost.Start(new ModbusMapSimulator(TimeProvider.System) { MapFile = "relays-4.json" }, ConnectionKind.Tcp, between: listener.Between)).ToList();
        using var folder = new TemporaryFolder();
        var equipment = new Equipment
        {
            Devices = [.. hosts.Select((host, i) => new DeviceOptions
            {
                Id = $"relays-{i}", Name = $"relays-{i}", Driver = "modbus-map", Connection = host.Connection, PollSeconds = PollSeconds,
                Settings = new Dictionary<string, DeviceValue> { ["map"] = "relays-4.json" },
            })],
        };
        File.WriteAllText(folder["equipment.json"], JsonSerializer.Serialize(equipment, EquipmentStore.Json));
        await using (var box = await Box.StartAsync(new { Devices = new { InitialFile = folder["equipment.json"] } }, Box.TwoTestSources))
        {
            await Eventually.LessonGoesOnAsync(5);
            foreach (var listener in listeners) listener.Begin();
            await Eventually.LessonGoesOnAsync(RoundSeconds);
            foreach (var listener in listeners) listener.IsOver = true;
        }

        foreach (var host in hosts) await host.DisposeAsync();
        var late = listeners.Where(listener => !listener.IsHung).SelectMany(listener => listener.Lateness()).Order().ToList();
        if (late.Count < (Devices - hung) * (RoundSeconds - 3)) throw new InvalidOperationException($"Only {late.Count} polls were seen.");
        return late[(int)(late.Count * 0.99)];
    }

    /// <summary>Notes when a device is asked.</summary>
    private sealed class Listener
    {
        private readonly List<long> _asked = [];

        public bool IsHung { get; init; }

        public volatile bool IsOver;

        public ILink Between(ILink line) => new Listened(line, this);

        public void Begin()
        {
            lock (_asked) _asked.Clear();
        }

        /// <summary>Milliseconds from one question to the next beyond the time that is to be between.</summary>
        public IEnumerable<double> Lateness()
        {
            lock (_asked) return [.. _asked.Zip(_asked.Skip(1), (one, next) => Stopwatch.GetElapsedTime(one, next).TotalMilliseconds - PollSeconds * 1000)];
        }

        private void Note()
        {
            if (IsOver) return;
            lock (_asked) _asked.Add(Stopwatch.GetTimestamp());
        }

        private sealed class Listened(ILink line, Listener owner) : ILink
        {
            public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken) =>
                owner.IsHung ? ValueTask.CompletedTask : line.SendAsync(bytes, sensitive, cancellationToken);

            public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
            {
                var length = await line.ReceiveAsync(buffer, cancellationToken);
                if (length > 0) owner.Note();
                return length;
            }

            public ValueTask DisposeAsync() => line.DisposeAsync();
        }
    }
}
