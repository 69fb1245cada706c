using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;

namespace Tongtang.Protocol.Stores;

/// <summary>
/// What was found damaged in the data folder and repaired, newest last, also of earlier runs: kept in
/// <c>repairs.json</c>, so that somebody is told even when the program ends before it could. The log has it, too.
/// Thread safe.
/// </summary>
public sealed partial class StoreRepairs
{
    /// <summary>Older ones are forgotten.</summary>
    private const int Most = 100;

    private const string Name = "repairs.json";

    private readonly Lock _lock = new();
    private readonly DataFolder _folder;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreRepairs> _logger;
    private readonly List<StoreRepair> _all;

    public StoreRepairs(DataFolder folder, TimeProvider time, ILogger<StoreRepairs> logger)
    {
        (_folder, _time, _logger) = (folder, time, logger);
        _all = Read();
    }

    public IReadOnlyList<StoreRepair> All
    {
        get
        {
            lock (_lock) return [.. _all];
        }
    }

    /// <summary>Adds one; the same once more is added to it.</summary>
    /// <param name="path">Of the damaged file; of media the recording's folder.</param>
    public void Add(StoreKind kind, string path, string damage, string? movedTo, long saved, long? lost)
    {
        var file = Path.GetRelativePath(_folder.Path, Path.GetFullPath(path));
        lock (_lock)
        {
            var same = kind == StoreKind.Media ? _all.Find(r => r.Kind == kind && r.File == file) : null;
            if (same is not null) _all.Remove(same);
            var number = _all.Select(r => r.Number).Append(same?.Number ?? 0).Max() + 1;
            _all.Add(new StoreRepair(number, kind, file, damage, movedTo, saved + (same?.Saved ?? 0), lost + (same is null ? 0 : same.Lost), 1 + (same?.Times ?? 0), _time.GetUtcNow()));
            if (_all.Count > Most) _all.RemoveAt(0);
            Write(_all);
        }
        LogRepaired(file, damage, movedTo ?? "nowhere", saved, lost);
    }

    private List<StoreRepair> Read()
    {
        var path = _folder[Name];
        if (!File.Exists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize<List<StoreRepair>>(File.ReadAllBytes(path), JsonDefaults.Options) ?? [];
        }
        catch (JsonException error)
        {
            var aside = MovedAside.Move(path, _time);
            LogRepaired(Name, error.Message, aside, 0, null);
            List<StoreRepair> told = [new StoreRepair(1, StoreKind.Settings, Name, error.Message, aside, 0, null, 1, _time.GetUtcNow())];
            Write(told);
            return told;
        }
    }

    /// <summary>A full disk must not make a repair fail; this run knows it anyway.</summary>
    private void Write(List<StoreRepair> all)
    {
        try
        {
            DurableFile.Write(_folder[Name], Encoding.UTF8.GetBytes(JsonSerializer.Serialize(all, JsonDefaults.Options)), DurableFile.Ordinary);
        }
        catch (IOException error)
        {
            LogNotKept(error.Message);
        }
    }

    [LoggerMessage(11, LogLevel.Warning, "'{File}' was damaged ({Damage}) and has been repaired: it was moved to {Aside}; {Saved} rows, bytes or files of it were saved, lost are {Lost}")]
    private partial void LogRepaired(string file, string damage, string aside, long saved, long? lost);

    [LoggerMessage(12, LogLevel.Warning, "That something was repaired is known in this run only: {Reason}")]
    private partial void LogNotKept(string reason);
}

/// <summary>How programs add what looks after their stores.</summary>
public static class StoreServices
{
    /// <summary>Needs AddDataFolder.</summary>
    public static IServiceCollection AddStores(this IServiceCollection services) =>
        services.AddSingleton<StoreRepairs>().AddSingleton<SqliteStores>();
}
