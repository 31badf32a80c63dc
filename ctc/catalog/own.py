"""Names that are CleverTap's own: every account has them, whatever its catalog says."""

from typing import Final

EVENTS: Final = frozenset(
    {
        "App Installed",
        "App Launched",
        "App Uninstalled",
        "App Updated",
        "App Version Changed",
        "Channel Resubscribed",
        "Channel Unsubscribed",
        "Charged",
        "Click to Call",
        "Geocluster Entered",
        "Geocluster Exited",
        "Identity Error",
        "Identity Reset",
        "Identity Set",
        "InApp Clicked",
        "InApp Viewed",
        "Notification Clicked",
        "Notification Replied",
        "Notification Sent",
        "Notification Viewed",
        "Push Impressions",
        "Push Unregistered",
        "Reply Sent",
        "Session Concluded",
        "State Transitioned",
        "UTM Visited",
        "Web Session Started",
    }
)
"""Events that its SDKs raise, and Charged, which it gives a meaning [newer docs]."""

PROFILE: Final = frozenset(
    {
        "Age",
        "CleverTap ID",
        "Customer Type",
        "DOB",
        "Education",
        "Email",
        "Employed",
        "FBID",
        "First Name",
        "GPID",
        "Gender",
        "Identity",
        "Last Name",
        "MSG-dndEmail",
        "MSG-dndPhone",
        "MSG-email",
        "MSG-push",
        "MSG-push-all",
        "MSG-sms",
        "MSG-whatsapp",
        "Married",
        "Name",
        "Phone",
        "Photo",
        "Tz",
        "objectId",
    }
)
"""Properties that it keeps for everybody [newer docs]."""

LIQUID: Final = frozenset({"name", "email", "phone"})
"""How its own pages write these inside Liquid: ``{{ Profile.name }}`` [newer docs]."""
