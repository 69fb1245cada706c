namespace Tongtang.HubServer.Fleet;

/// <summary>What a node is, in one line, so that it can be told whether somebody has changed it since.</summary>
internal static class MadeAs
{
    // No name has a line break in it.
    private const char Between = '\n';

    public static string Region(string name) => name;

    public static string School(string regionId, string name, string kind, string tier, IEnumerable<string> tags) => string.Join(Between, [regionId, name, kind, tier, .. Sorted(tags)]);

    public static string Room(string schoolId, string name, IEnumerable<string> tags) => string.Join(Between, [schoolId, name, .. Sorted(tags)]);

    private static IEnumerable<string> Sorted(IEnumerable<string> tags) => tags.Order(StringComparer.Ordinal);
}
