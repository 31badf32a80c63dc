"""The words that the sample is made of: names, places, things to buy. All invented or common."""

# ruff: noqa: SIM905 - one name a line would fill pages

from typing import Final

FIRST_NAMES: Final = (
    "Aarav Aditi Akira Alejandra Amara Amina Ananya Anna Arjun Ayesha Bartek Beatriz Bilal Camila Chen Chloe "
    "Daniel Deepika Devi Diego Elena Emeka Emma Farah Fatima Felix Gabriel Grace Hana Hassan Ines Ishaan Ivan "
    "Jakub Jamal Jia Joana Johan Kabir Kavya Kofi Lakshmi Lars Leila Leo Lin Lucia Maja Malik Maria Mateo Maya "
    "Meera Mei Mohamed Nadia Neha Nikhil Nina Noah Nora Olga Omar Oskar Paulo Pooja Priya Rahul Ravi Riya Rohan "
    "Rosa Sade Saanvi Sana Sara Siti Sofia Sven Tara Tariq Thabo Theo Tomasz Uma Vera Vikram Wanjiru Wei Yara "
    "Yuki Yusuf Zainab Zara Zofia"
).split()
LAST_NAMES: Final = (
    "Abdi Acharya Adeyemi Ahmed Alvarez Andersen Bauer Bose Castro Chandra Chowdhury Cohen Costa Das Desai Diaz "
    "Fernandes Fischer Garcia Ghosh Gupta Haddad Hansen Hussain Ibrahim Iyer Jain Jansen Joshi Kapoor Khan Kim "
    "Kowalski Kumar Lim Lopez Malhotra Mehta Mensah Moreau Mukherjee Nair Nakamura Nguyen Novak Okafor Oliveira "
    "Osei Pandey Patel Pereira Pillai Rao Reddy Rossi Roy Saito Santos Sato Schmidt Sen Shah Sharma Silva Singh "
    "Smith Suzuki Tan Tanaka Torres Varma Verma Wagner Wang Wong Yadav Yamamoto Zhang Zielinska"
).split()

CITIES: Final = (
    ("Mumbai", "Maharashtra", "India", 18),
    ("Delhi", "Delhi", "India", 15),
    ("Bengaluru", "Karnataka", "India", 13),
    ("Pune", "Maharashtra", "India", 7),
    ("Chennai", "Tamil Nadu", "India", 7),
    ("Kolkata", "West Bengal", "India", 6),
    ("Hyderabad", "Telangana", "India", 6),
    ("Singapore", "Singapore", "Singapore", 6),
    ("Jakarta", "Jakarta", "Indonesia", 6),
    ("Dubai", "Dubai", "United Arab Emirates", 5),
    ("London", "England", "United Kingdom", 4),
    ("Berlin", "Berlin", "Germany", 3),
    ("New York", "New York", "United States", 3),
    ("San Francisco", "California", "United States", 1),
)
"""City, region, country, weight."""

DIALLING: Final = {
    "India": "+91",
    "Singapore": "+65",
    "Indonesia": "+62",
    "United Arab Emirates": "+971",
    "United Kingdom": "+44",
    "Germany": "+49",
    "United States": "+1",
}
LANGUAGES: Final = {
    "India": ("en", "hi", "hi", "ta", "mr"),
    "Singapore": ("en", "zh", "ms"),
    "Indonesia": ("id", "id", "en"),
    "United Arab Emirates": ("ar", "en"),
    "United Kingdom": ("en",),
    "Germany": ("de", "de", "en"),
    "United States": ("en", "en", "es"),
}
CUSTOMER_TYPES: Final = ("Regular",) * 11 + ("Silver",) * 5 + ("Gold",) * 3 + ("Platinum",)
PLANS: Final = ("Free",) * 6 + ("Plus",) * 3 + ("Pro",)
FRUITS: Final = ("Apple", "Mango", "Banana", "Orange", "Papaya", "Kiwi")
TAGS: Final = ("newsletter", "early-bird", "bargain-hunter", "gift-giver", "runner", "reader", "parent")
DEVICES: Final = {
    "android": ("Pixel 9", "Galaxy S24", "Galaxy A15", "Redmi Note 13", "OnePlus 12", "Moto G84"),
    "ios": ("iPhone 13", "iPhone 14", "iPhone 15", "iPhone 16", "iPad Air"),
}
OS_VERSIONS: Final = {"android": ("12", "13", "14", "15"), "ios": ("16.7", "17.6", "18.1")}
APP_VERSIONS: Final = ("4.8.0", "4.9.2", "5.0.1", "5.1.0")

PRODUCTS: Final = (
    ("Trail Shoes", "Footwear", 89.0),
    ("City Sneakers", "Footwear", 64.5),
    ("Rain Jacket", "Outerwear", 120.0),
    ("Linen Shirt", "Apparel", 42.0),
    ("Cotton Kurta", "Apparel", 28.0),
    ("Silk Scarf", "Accessories", 55.0),
    ("Canvas Backpack", "Bags", 74.0),
    ("Steel Bottle", "Home", 19.9),
    ("Ceramic Mug", "Home", 12.5),
    ("Reading Lamp", "Home", 38.0),
    ("Wireless Earbuds", "Electronics", 99.0),
    ("Smart Watch", "Electronics", 189.0),
    ("Yoga Mat", "Sports", 32.0),
    ("Cricket Bat", "Sports", 110.0),
    ("Travel Pillow", "Travel", 24.0),
    ("Running Socks", "Apparel", 9.5),
)
"""Name, category, price."""
SOURCES: Final = ("organic", "organic", "google", "instagram", "newsletter", "referral")
PAYMENTS: Final = ("Card", "UPI", "Wallet", "Cash on delivery")
