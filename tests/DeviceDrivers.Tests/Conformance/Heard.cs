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
}
