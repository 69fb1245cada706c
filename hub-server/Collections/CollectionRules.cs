using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Collections;

/// <summary>Who may do what with collections, and what may stand in one. Pure.</summary>
internal static class CollectionRules
{
    /// <summary>Recordings in one.</summary>
    public const int MostRecordings = 200;

    /// <summary>Of one owner.</summary>
    public const int MostOwned = 200;

    public const int LongestDescription = 500;

    /// <summary>Whoever watches a school's lessons may make some there; for more than a school only who manages recordings.</summary>
    public static bool MayMake(Sight sight, KnownPlace place) => place.IsIn(sight.Manages) || (place.Place.Kind == ScopeKind.School && place.IsIn(sight.Watches));

    public static ProblemHttpResult? CheckDescription(string given, out string description)
    {
        description = given.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        return description.Length > LongestDescription || !NameRule.IsWellFormed(description) || description.Any(character => char.IsControl(character) && character != '\n')
            ? Problems.Invalid("description_invalid", $"description allows at most {LongestDescription} visible characters.")
            : null;
    }

    public static ProblemHttpResult Unknown() => Problems.Missing("collection_unknown", "There is no such collection, or it is not the caller's to see.");

    public static ProblemHttpResult OfOthers() => Problems.Forbidden("collection_of_others", "Only its owner and those who manage recordings at its place change a collection.");

    public static ProblemHttpResult UnknownRecording() => Problems.Missing("recording_unknown", "There is no such recording in the collection, or it is not the caller's to see.");
}
