using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>Settings of the section "Uploads"; appsettings.json says what each means.</summary>
internal sealed record UploadOptions
{
    [Range(1, 16)]
    public int Parallel { get; init; } = 4;

    [Range(0d, 100_000d)]
    public double MegabitsPerSecond { get; init; }

    public IReadOnlyList<UploadWindow> Windows { get; init; } = [];

    public bool OnlyInWindows { get; init; }

    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PauseWhenFull { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A part of the day, in the box's local time, with a cap of its own. It may run past midnight.</summary>
internal sealed record UploadWindow
{
    public TimeOnly From { get; init; }

    public TimeOnly To { get; init; }

    [Range(0d, 100_000d)]
    public double MegabitsPerSecond { get; init; }

    /// <summary>From itself belongs to the window, To does not; equal times mean the whole day.</summary>
    public bool Contains(TimeOnly time) => From == To || time.IsBetween(From, To);
}

/// <summary>What an upload may use at a time of day.</summary>
/// <param name="BytesPerSecond">Null: as much as there is.</param>
internal readonly record struct UploadAllowance(bool Open, double? BytesPerSecond)
{
    public static UploadAllowance At(UploadOptions options, TimeOnly localTime)
    {
        var window = options.Windows.FirstOrDefault(w => w.Contains(localTime));
        if (window is null && options.OnlyInWindows) return new UploadAllowance(false, null);
        var megabits = window?.MegabitsPerSecond ?? options.MegabitsPerSecond;
        return new UploadAllowance(true, megabits > 0 ? megabits * 1_000_000 / 8 : null);
    }
}
