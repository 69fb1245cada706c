using System.Text.Json;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>
/// How long devices have been on, counted by the box for those that can be switched and tell no hours themselves: a
/// reading <c>usage_hours</c> like any other. Kept over restarts (<c>usage-hours.json</c>); a power cut loses ten minutes
/// at most.
/// </summary>
internal sealed partial class UsageHours
{
    /// <summary>Of devices that are gone too, which may come back; the least used are forgotten beyond this.</summary>
    private const int Most = 500;

    private const string Reading = "usage_hours";

    /// <summary>Of a machine that slept nobody knows what was on.</summary>
    private static readonly TimeSpan s_longestGap = TimeSpan.FromMinutes(2);

    private readonly string _path;
    private readonly DeviceBook _book;
    private readonly ILogger<UsageHours> _logger;
    private readonly Dictionary<string, double> _seconds;

    public UsageHours(string path, DeviceBook book, StoreRepairs repairs, TimeProvider time, ILogger<UsageHours> logger)
    {
        (_path, _book, _logger) = (path, book, logger);
        _seconds = SealedFile.Read(path, Parse, repairs, time) ?? [];
    }

    /// <summary>What a device can do, with the hours that are counted here for it; the same list when there is nothing to count.</summary>
    public static IReadOnlyList<Capability> Complete(IReadOnlyList<Capability> capabilities)
    {
        var readings = capabilities.SelectMany(capability => capability.Properties).Where(property => property.Reading);
        if (capabilities.All(capability => capability.Id != "power") || readings.Any(reading => reading.Name is Reading or "lamp_hours")) return capabilities;
        var own = capabilities.FirstOrDefault(capability => capability.Id == "reading")?.Properties ?? [];
        return [.. capabilities.Where(capability => capability.Id != "reading"), Capabilities.Readings([.. own, KnownReadings.Of(Reading)])];
    }

    /// <param name="elapsed">Since the last call.</param>
    public void Count(TimeSpan elapsed)
    {
        var passed = Math.Min(elapsed.TotalSeconds, s_longestGap.TotalSeconds);
        foreach (var (id, device) in _book.Devices)
        {
            if (!device.HoursCounted) continue;
            var on = device.Health == DeviceHealth.Online && device.Properties.TryGetValue("power", out var power) && power.TryText(out var word) && word == "on";
            var seconds = _seconds[id] = _seconds.GetValueOrDefault(id) + (on ? passed : 0);
            Tell(id, device, Math.Round(seconds / 3600, 1));
        }
    }

    public void Save()
    {
        foreach (var (id, _) in _seconds.OrderBy(one => one.Value).Take(Math.Max(0, _seconds.Count - Most)).ToList()) _seconds.Remove(id);
        try
        {
            SealedFile.Write(_path, JsonSerializer.Serialize(_seconds, JsonSerializerOptions.Web), DurableFile.Ordinary);
        }
        catch (IOException error)
        {
            LogUnsaved(error.Message);
        }
    }

    private void Tell(string id, DeviceSnapshot device, double hours)
    {
        if (device.Readings.TryGetValue(Reading, out var told) && told.Equals(hours)) return;
        _book.Hear(id, new ReadingNews(Reading, hours));
    }

    private static Dictionary<string, double> Parse(string text) =>
        JsonSerializer.Deserialize<Dictionary<string, double>>(text, JsonSerializerOptions.Web) is { } seconds && seconds.Values.All(value => double.IsFinite(value) && value >= 0)
            ? seconds
            : throw new JsonException("it is no list of seconds by device");

    [LoggerMessage(3321, LogLevel.Warning, "Hours of use cannot be saved: {Reason}")]
    private partial void LogUnsaved(string reason);
}

/// <summary>Counts every minute, and saves every ten and at the end.</summary>
internal sealed class UsageLoop(UsageHours hours, TimeProvider time) : BackgroundService, IBeating
{
    private const int SaveEvery = 10;
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var looked = time.GetTimestamp();
        try
        {
            for (var round = 1; ; round++)
            {
                await Task.Delay(s_look, time, stoppingToken);
                using var work = Pulse.Work();
                hours.Count(time.GetElapsedTime(looked));
                looked = time.GetTimestamp();
                if (round % SaveEvery == 0) hours.Save();
            }
        }
        finally
        {
            hours.Count(time.GetElapsedTime(looked));
            hours.Save();
        }
    }
}
