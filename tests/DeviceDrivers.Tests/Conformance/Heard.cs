namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>Waits for what devices say when somebody touches them.</summary>
internal static class Heard
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>So much has been told.</summary>
    public static async Task CountAsync<T>(Bench bench, int count)
        where T : DeviceNews
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (bench.News.OfType<T>().Count() < count && clock.Elapsed < s_limit) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
    }

    /// <summary>The property or reading has come to be so.</summary>
    public static async Task StateAsync(Bench bench, string property, DeviceValue value)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (bench.State(property) != value) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System).WaitAsync(s_limit - clock.Elapsed);
    }
}
